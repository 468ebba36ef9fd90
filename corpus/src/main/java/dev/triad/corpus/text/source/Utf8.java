// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Tells text from other bytes: UTF-8 as table 3-7 of the Unicode standard has it (no overlong forms, no surrogates,
/// nothing beyond U+10FFFF), and no NUL.
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final int BAD = 0;
    private static final int INCOMPLETE = -1;

    private Utf8() {}

    /// The first byte of `bytes[from, to)` that does not begin a whole good character, or `to`.
    static int textEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            at = asciiEnd(bytes, at, to);
            if (at < to) {
                int length = characterLength(bytes, at, to);
                if (length <= 0) {
                    return at;
                }
                at += length;
            }
        }
        return to;
    }

    /// Whether bytes behind `to` could still make a good character of what begins at `at`.
    static boolean mayGoOn(byte[] bytes, int at, int to) {
        return characterLength(bytes, at, to) == INCOMPLETE;
    }

    /// The first byte that is NUL or not ASCII, or `to`.
    private static int asciiEnd(byte[] bytes, int at, int to) {
        while (at + Long.BYTES <= to) {
            long word = (long) LONGS.get(bytes, at);
            if (((word | (word - ONES)) & HIGH_BITS) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] > 0) {
            at++;
        }
        return at;
    }

    private static int characterLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0x80) {
            return lead == 0 ? BAD : 1;
        }
        int length = lead < 0xC2 ? BAD : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : BAD;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        for (int i = 1; i < length; i++) {
            if (at + i == to) {
                return INCOMPLETE;
            }
            int next = bytes[at + i] & 0xFF;
            if (next < lowest || next > highest) {
                return BAD;
            }
            lowest = 0x80;
            highest = 0xBF;
        }
        return length;
    }
}
