// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.nio.charset.StandardCharsets;

/// UTF-8, strictly: no overlong forms, no surrogates, nothing cut short.
final class Utf8 {
    private Utf8() {}

    /// The code point at `utf8[at]`.
    ///
    /// @throws MalformedUtf8Exception if there is none that ends before `limit`
    static int decode(byte[] utf8, int at, int limit) {
        int first = utf8[at];
        if (first >= 0) {
            return first;
        }
        if (first >= (byte) 0xC2 && first < (byte) 0xE0 && at + 1 < limit) {
            int second = utf8[at + 1];
            if (second < (byte) 0xC0) {
                return ((first & 0x1F) << 6) | (second & 0x3F);
            }
        } else if (first >= (byte) 0xE0 && first < (byte) 0xF0 && at + 2 < limit) {
            int second = utf8[at + 1];
            int third = utf8[at + 2];
            int codePoint = ((first & 0x0F) << 12) | ((second & 0x3F) << 6) | (third & 0x3F);
            if (second < (byte) 0xC0
                    && third < (byte) 0xC0
                    && codePoint >= 0x800
                    && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)) {
                return codePoint;
            }
        } else if (first >= (byte) 0xF0 && first < (byte) 0xF5 && at + 3 < limit) {
            int second = utf8[at + 1];
            int third = utf8[at + 2];
            int fourth = utf8[at + 3];
            int codePoint = ((first & 0x07) << 18) | ((second & 0x3F) << 12) | ((third & 0x3F) << 6) | (fourth & 0x3F);
            if (second < (byte) 0xC0
                    && third < (byte) 0xC0
                    && fourth < (byte) 0xC0
                    && codePoint >= Character.MIN_SUPPLEMENTARY_CODE_POINT
                    && codePoint <= Character.MAX_CODE_POINT) {
                return codePoint;
            }
        }
        throw new MalformedUtf8Exception(at, utf8[at]);
    }

    /// The code point that ends before `utf8[at]`, in text that was checked before.
    static int decodeBefore(byte[] utf8, int at) {
        int start = at - 1;
        while (isContinuation(utf8[start])) {
            start--;
        }
        return decode(utf8, start, at);
    }

    /// How many bytes a code point takes.
    static int length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    static boolean isContinuation(byte value) {
        return value < (byte) 0xC0;
    }

    static byte[] encode(int codePoint) {
        return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }

    /// The bytes of `text`; a lone surrogate becomes U+FFFD, so that each code unit still has bytes of its own.
    static byte[] encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 2) {
                    i++;
                } else {
                    return encode(text.substring(0, i) + '\uFFFD' + text.substring(i + 1));
                }
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Checks all of `utf8[from, to)`.
    ///
    /// @throws MalformedUtf8Exception if some of it is not UTF-8
    static void check(byte[] utf8, int from, int to) {
        for (int i = from; i < to; ) {
            i += utf8[i] >= 0 ? 1 : length(decode(utf8, i, to));
        }
    }
}
