// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;

/// How SQuAD compares answers: case, punctuation, articles and spacing do not matter (Rajpurkar et al., 2016).
public final class AnswerText {
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private AnswerText() {}

    /// Lower-cased, without ASCII punctuation and the words a, an and the, words joined by single spaces.
    public static String normalize(String answer) {
        var kept = new StringBuilder(answer.length());
        answer.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(c -> c >= 128 || PUNCTUATION.indexOf(c) < 0)
                .forEach(kept::appendCodePoint);
        return String.join(" ", words(withoutArticles(kept.toString())));
    }

    /// Each article between borders of words, as Python's regular expressions see them, becomes a space.
    private static String withoutArticles(String text) {
        var kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int end = i;
            while (end < text.length() && isWord(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            if (end == i) {
                int other = text.codePointAt(i);
                kept.appendCodePoint(other);
                i += Character.charCount(other);
            } else {
                String word = text.substring(i, end);
                kept.append(word.equals("a") || word.equals("an") || word.equals("the") ? " " : word);
                i = end;
            }
        }
        return kept.toString();
    }

    private static boolean isWord(int c) {
        return Character.isLetter(c)
                || switch (Character.getType(c)) {
                    case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
                    default -> c == '_';
                };
    }

    private static List<String> words(String text) {
        var spaced = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            spaced.append(isSpace(text.charAt(i)) ? ' ' : text.charAt(i));
        }
        return Arrays.stream(spaced.toString().split(" "))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /// What Python's `split` splits at; Java's idea of white space leaves out the no-break spaces.
    private static boolean isSpace(char c) {
        return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F) || c == 0x85;
    }

    /// 1 if both are the same after normalisation, else 0.
    public static double exactMatch(String prediction, String reference) {
        return normalize(prediction).equals(normalize(reference)) ? 1 : 0;
    }

    /// F1 of the words that both have, repeated words counted as often as both have them; 0 if either has none.
    public static double f1(String prediction, String reference) {
        var predicted = words(normalize(prediction));
        var gold = words(normalize(reference));
        var left = new HashMap<String, Integer>();
        gold.forEach(word -> left.merge(word, 1, Integer::sum));
        int common = 0;
        for (var word : predicted) {
            int count = left.getOrDefault(word, 0);
            if (count > 0) {
                left.put(word, count - 1);
                common++;
            }
        }
        if (common == 0) {
            return 0;
        }
        double precision = (double) common / predicted.size();
        double recall = (double) common / gold.size();
        return 2 * precision * recall / (precision + recall);
    }

    /// The best score that any of the references gives; 0 without one.
    static double best(String prediction, List<String> references, ToDoubleBiFunction<String, String> score) {
        return references.stream()
                .mapToDouble(reference -> score.applyAsDouble(prediction, reference))
                .max()
                .orElse(0);
    }
}
