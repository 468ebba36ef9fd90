// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.List;
import java.util.Random;

/// Texts that tokenizers trip over, drawn from a seed.
final class RandomText {
    /// Pools of code points, as ranges: each text mixes a few of them.
    private static final int[][] POOLS = {
        {'a', 'z'},
        {'a', 'e', ' ', ' '},
        {'A', 'Z', 'a', 'z', ' ', ' '},
        {'0', '9', ' ', ' '},
        {0x21, 0x2F, 0x3A, 0x40, 0x5B, 0x60, 0x7B, 0x7E},
        {0, 0x20, 0x7F, 0xA0},
        {0xA1, 0x24F},
        {0x300, 0x36F, 'a', 'e'},
        {0x370, 0x3FF, 0x3A3, 0x3A3, 0x1F00, 0x1FFF},
        {0x400, 0x52F},
        {0x590, 0x6FF},
        {0x900, 0xDFF},
        {0xE00, 0xFFF},
        {0x1100, 0x11FF, 0xAC00, 0xD7A3},
        {0x2000, 0x206F, 0x3000, 0x3002, 0x1680, 0x1680, 0x85, 0x85},
        {0x20A0, 0x2BFF},
        {0x3040, 0x30FF, 0x4E00, 0x4E40, 0xF900, 0xFA6D},
        {0x1B00, 0x1B44, 0x302A, 0x302F, 0x1D165, 0x1D172, 0x16FF0, 0x16FF1, 0x0315, 0x0334},
        {0xA800, 0xABFF},
        {0xFB00, 0xFFFF},
        {0x10000, 0x1FFFF},
        {0x1F300, 0x1FAFF, 0x200D, 0x200D, 0xFE0F, 0xFE0F},
        {0x20000, 0x2FFFF},
        {0xE0000, 0xE01EF},
        {0, 0x10FFFF},
    };

    private static final List<String> WORDS = List.of(
            "the",
            "The",
            "don't",
            "we'll",
            "it's",
            "I'm",
            "'s",
            "''s",
            "they've",
            "  ",
            " \n",
            "\r\n",
            "\t",
            "naïve",
            "Straße",
            "İstanbul",
            "ΣΊΣΥΦΟΣ",
            "Σ",
            "x'Σ.",
            "hello,world",
            "3.14",
            "a_b",
            "\u200Bzero",
            "中文字",
            "한국어",
            "🦙",
            "👨\u200D👩\u200D👧",
            "e\u0301\u0323",
            "\u1E9B\u0323",
            "[MASK]",
            "<mask>",
            " <mask>",
            "[SEP]",
            "<s>",
            "</s>",
            "<|endoftext|>",
            "[CLS][PAD]",
            "\u00A0",
            "\u2028",
            "\uFEFF");

    private final Random random;

    RandomText(long seed) {
        random = new Random(seed);
    }

    Random random() {
        return random;
    }

    /// Up to `length` code points, none of them a surrogate.
    String next(int length) {
        var text = new StringBuilder();
        int target = random.nextInt(length + 1);
        int[] pool = POOLS[random.nextInt(POOLS.length)];
        for (int i = 0; i < target; i++) {
            int dice = random.nextInt(100);
            if (dice < 10) {
                pool = POOLS[random.nextInt(POOLS.length)];
            } else if (dice < 15) {
                text.append(WORDS.get(random.nextInt(WORDS.size())));
            } else if (dice < 30) {
                text.append(' ');
            }
            int range = 2 * random.nextInt(pool.length / 2);
            int codePoint = pool[range] + random.nextInt(pool[range + 1] - pool[range] + 1);
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }
}
