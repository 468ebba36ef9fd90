// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds where a run of ASCII letters ends, eight bytes a step. Byte by byte, the branch that ends a word costs more
/// than the word: words have any length, so the processor guesses it wrong nearly every time.
final class AsciiRuns {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// The top bit of each byte.
    private static final long TOP = 0x8080808080808080L;

    /// The bit that tells small letters from capitals.
    private static final long SMALL = 0x2020202020202020L;

    private static final long ONES = 0x0101010101010101L;

    private AsciiRuns() {}

    /// The first position from `at` on, or `limit`, whose byte is no ASCII letter.
    static int endOfLetters(byte[] text, int at, int limit) {
        while (at + 8 <= text.length && at < limit) {
            long eight = (long) LONGS.get(text, at);
            long others = ~within(eight | SMALL, 'a', 'z') | eight;
            if ((others & TOP) != 0) {
                return Math.min(limit, at + Long.numberOfTrailingZeros(others & TOP) / 8);
            }
            at += 8;
        }
        while (at < limit && isLetter(text[at])) {
            at++;
        }
        return Math.min(at, limit);
    }

    /// The first position from `at` on, or `limit`, whose byte is neither an ASCII letter nor a digit.
    static int endOfLettersAndDigits(byte[] text, int at, int limit) {
        while (at + 8 <= text.length && at < limit) {
            long eight = (long) LONGS.get(text, at);
            long others = ~(within(eight | SMALL, 'a', 'z') | within(eight, '0', '9')) | eight;
            if ((others & TOP) != 0) {
                return Math.min(limit, at + Long.numberOfTrailingZeros(others & TOP) / 8);
            }
            at += 8;
        }
        while (at < limit && (isLetter(text[at]) || (text[at] >= '0' && text[at] <= '9'))) {
            at++;
        }
        return Math.min(at, limit);
    }

    private static boolean isLetter(byte value) {
        int small = value | 0x20;
        return small >= 'a' && small <= 'z';
    }

    /// The top bit of each byte whose lower seven bits are between `low` and `high`. The sums cannot carry from one
    /// byte into the next.
    private static long within(long bytes, int low, int high) {
        long seven = bytes & ~TOP;
        long atLeast = seven + (0x80 - low) * ONES;
        long above = seven + (0x7F - high) * ONES;
        return atLeast & ~above;
    }
}
