// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.text.ByteLevelBpeOptions;
import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import dev.triad.core.text.WordPieceOptions;
import dev.triad.core.text.WordPieceTokenizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;

/// Tokenizers with vocabularies made up for tests, and texts that they cut in many ways.
final class SmallTokenizers {
    private static final String LETTERS = "abcdefghijABCDEéüßÉ0123中文!?.,'";

    private SmallTokenizers() {}

    static WordPieceTokenizer wordPiece(WordPieceOptions options) {
        var random = new Random(5);
        var tokens = new LinkedHashSet<String>();
        tokens.add(SpecialToken.PADDING.bert());
        tokens.add("[unused0]");
        for (var special : SpecialToken.values()) {
            tokens.add(special.bert());
        }
        LETTERS.codePoints().mapToObj(Character::toString).forEach(letter -> {
            tokens.add(letter);
            tokens.add("##" + letter);
        });
        for (int i = 0; i < 300; i++) {
            var piece = new StringBuilder(random.nextBoolean() ? "##" : "");
            for (int n = 2 + random.nextInt(2); n > 0; n--) {
                piece.append(LETTERS.charAt(random.nextInt(10)));
            }
            tokens.add(piece.toString());
        }
        return new WordPieceTokenizer(Vocabulary.bert(List.copyOf(tokens)), options);
    }

    static ByteLevelBpeTokenizer byteLevel(ByteLevelBpeOptions options) {
        var random = new Random(6);
        var tokens = new LinkedHashSet<String>(List.of("<s>", "<pad>", "</s>", "<unk>", "<|endoftext|>"));
        var parts = new ArrayList<String>();
        for (int value = 0; value < 256; value++) {
            tokens.add(character(value));
            if ("abcdefghij ".indexOf(value) >= 0) {
                parts.add(character(value));
            }
        }
        var merges = new LinkedHashSet<String>();
        while (merges.size() < 300) {
            String left = parts.get(random.nextInt(parts.size()));
            String right = parts.get(random.nextInt(parts.size()));
            boolean spaceInside = right.startsWith(character(' '));
            if (!spaceInside && left.length() + right.length() < 6) {
                merges.add(left + " " + right);
                tokens.add(left + right);
                parts.add(left + right);
            }
        }
        tokens.add("<mask>");
        var vocabulary = Vocabulary.byteLevel(List.copyOf(tokens), options.family());
        return new ByteLevelBpeTokenizer(vocabulary, List.copyOf(merges), options);
    }

    /// GPT-2's alphabet of bytes: printable ones stand for themselves, the others follow from U+0100 on.
    private static String character(int value) {
        int shifted = 0;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b > 32 && b < 127) || (b > 160 && b != 173);
            if (b == value) {
                return Character.toString(printable ? b : 256 + shifted);
            }
            shifted += printable ? 0 : 1;
        }
        throw new IllegalArgumentException("no byte: " + value);
    }

    static String text(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(40); n > 0; n--) {
            switch (random.nextInt(5)) {
                case 0 -> text.append(' ');
                case 1 -> text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
                case 2 -> text.append("ÀÉxyzÖ\t\n…😀한".charAt(random.nextInt(9)));
                default -> text.append((char) ('a' + random.nextInt(10)));
            }
        }
        return text.toString();
    }
}
