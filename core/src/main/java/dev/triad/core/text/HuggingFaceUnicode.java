// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/// What Hugging Face's library takes each code point for: a frozen table, so that ids change neither with the JDK nor
/// between Java and Python. The resource says where it comes from.
final class HuggingFaceUnicode {
    /// The classes that the resource lists. The first four exclude each other, and so do the last two.
    enum Category {
        CONTROL(1),
        SPACE(2),
        PUNCTUATION(4),
        MARK(8),
        WHOLE(16),
        STILL(32),
        LETTER(64),
        NUMBER(128);

        private final int bit;

        Category(int bit) {
            this.bit = bit;
        }
    }

    private static final String RESOURCE = "hugging-face-unicode.txt";
    private static final int BLOCK_BITS = 8;
    private static final HuggingFaceUnicode TABLE = read();

    /// Bit sets of categories, in blocks of 256 code points; equal blocks are one array.
    private final byte[][] blocks = new byte[(Character.MAX_CODE_POINT + 1) >> BLOCK_BITS][];

    /// Code points whose lower case the JDK may not know: first, last, distance, and so on.
    private int[] lower = {};

    private HuggingFaceUnicode() {
        Arrays.fill(blocks, new byte[1 << BLOCK_BITS]);
    }

    static boolean is(int codePoint, Category category) {
        return (TABLE.blocks[codePoint >> BLOCK_BITS][codePoint & 0xFF] & category.bit) != 0;
    }

    /// The simple lower case; U+0130, the only one that grows, is left to the caller.
    static int lowerCase(int codePoint) {
        var lower = TABLE.lower;
        for (int i = 0; i < lower.length; i += 3) {
            if (codePoint >= lower[i] && codePoint <= lower[i + 1]) {
                return codePoint + lower[i + 2];
            }
        }
        return Character.toLowerCase(codePoint);
    }

    private static HuggingFaceUnicode read() {
        var table = new HuggingFaceUnicode();
        try (var in = Objects.requireNonNull(HuggingFaceUnicode.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(table::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }

    private void line(String line) {
        var fields = line.split(" ");
        for (int i = 1; i < fields.length; i++) {
            var range = fields[i].split("[-+]");
            int first = Integer.parseInt(range[0], 16);
            int last = fields[i].contains("-") ? Integer.parseInt(range[1], 16) : first;
            if (fields[0].equals("lower")) {
                int end = lower.length;
                lower = Arrays.copyOf(lower, end + 3);
                lower[end] = first;
                lower[end + 1] = last;
                lower[end + 2] = Integer.parseInt(range[range.length - 1], 16);
            } else {
                mark(first, last, Category.valueOf(fields[0].toUpperCase(Locale.ROOT)).bit);
            }
        }
    }

    private void mark(int first, int last, int bit) {
        for (int block = first >> BLOCK_BITS; block <= last >> BLOCK_BITS; block++) {
            var marked = blocks[block].clone();
            int base = block << BLOCK_BITS;
            for (int c = Math.max(first, base); c <= Math.min(last, base + 0xFF); c++) {
                marked[c - base] |= (byte) bit;
            }
            blocks[block] = marked;
        }
    }
}
