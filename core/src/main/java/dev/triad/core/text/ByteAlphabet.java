// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The characters that byte-level vocabularies write bytes with: printable Latin-1 as itself, every other byte, in
/// order, as U+0100 and on. So a space is `Ġ`.
public final class ByteAlphabet {
    private static final char[] CHARACTERS = new char[256];
    private static final int[] BYTES = new int[0x100 + 256];

    static {
        int next = 0x100;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
            CHARACTERS[value] = printable ? (char) value : (char) next++;
        }
        Arrays.fill(BYTES, -1);
        for (int value = 0; value < 256; value++) {
            BYTES[CHARACTERS[value]] = value;
        }
    }

    private ByteAlphabet() {}

    /// How a byte is written.
    public static char character(byte value) {
        return CHARACTERS[value & 0xFF];
    }

    /// How a token of these bytes is spelled.
    static String spell(byte[] bytes, int from, int to) {
        var token = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            token.append(character(bytes[i]));
        }
        return token.toString();
    }

    /// Appends the bytes that a token stands for. A token with a character outside the alphabet stands for itself.
    static void read(String token, ByteArrayOutputStream out) {
        boolean known = token.chars().allMatch(c -> c < BYTES.length && BYTES[c] >= 0);
        if (known) {
            token.chars().forEach(c -> out.write(BYTES[c]));
        } else {
            out.writeBytes(token.getBytes(StandardCharsets.UTF_8));
        }
    }
}
