// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;

/// Vocabularies made up for tests: many short pieces, so that random text is cut in many ways.
final class SmallVocabularies {
    private static final String LETTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEIST0123456789éüßσςıǆбвгקשعम中文한국\u0301\u302E😀!?.,'-[]<>/|_…";

    private SmallVocabularies() {}

    /// BERT's special tokens, single characters in both positions, and random pieces.
    static Vocabulary wordPiece(long seed) {
        var random = new Random(seed);
        var tokens = new LinkedHashSet<String>();
        for (var special : SpecialToken.values()) {
            tokens.add(special.bert());
        }
        LETTERS.codePoints().mapToObj(Character::toString).forEach(letter -> {
            tokens.add(letter);
            if (random.nextInt(10) > 0) {
                tokens.add("##" + letter);
            }
        });
        tokens.addAll(
                List.of("the", "don", "it", "mask", "##mask", "##sk", "hello", "world", "##ll", "in", "##in", "##ing"));
        for (int i = 0; i < 800; i++) {
            var piece = new StringBuilder(random.nextBoolean() ? "##" : "");
            for (int n = 2 + random.nextInt(3); n > 0; n--) {
                piece.append((char) ('a' + random.nextInt(random.nextBoolean() ? 5 : 26)));
            }
            tokens.add(piece.toString());
        }
        return Vocabulary.bert(List.copyOf(tokens));
    }

    record BytePairs(Vocabulary vocabulary, List<String> merges) {}

    /// Everybody's special tokens, 256 bytes, and random merges of what is there.
    static BytePairs byteLevel(long seed, ByteLevelBpeOptions.Family family) {
        var random = new Random(seed);
        var tokens = new LinkedHashSet<String>();
        for (var special : SpecialToken.values()) {
            tokens.add(special.roberta());
        }
        tokens.add("<|endoftext|>");
        for (int value = 0; value < 256; value++) {
            tokens.add(String.valueOf(ByteAlphabet.character((byte) value)));
        }
        var parts = new ArrayList<String>();
        "abcdeabcdetheingàé ĠĠĠ'!"
                .chars()
                .mapToObj(Character::toString)
                .filter(tokens::contains)
                .forEach(parts::add);
        for (int i = 0; i < 256; i += 3) {
            parts.add(String.valueOf(ByteAlphabet.character((byte) i)));
        }
        var merges = new LinkedHashSet<String>();
        while (merges.size() < 1500) {
            var left = parts.get(random.nextInt(parts.size()));
            var right = parts.get(random.nextInt(parts.size()));
            if (left.length() + right.length() < 8) {
                merges.add(left + " " + right);
                tokens.add(left + right);
                parts.add(left + right);
            }
        }
        return new BytePairs(Vocabulary.byteLevel(List.copyOf(tokens), family), List.copyOf(merges));
    }
}
