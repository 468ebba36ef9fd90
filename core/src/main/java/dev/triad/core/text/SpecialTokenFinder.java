// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Finds special tokens that are spelled out in a text: the leftmost, and of those the longest.
final class SpecialTokenFinder {
    /// A stretch of text: a special token's id, or -1 for plain text.
    record Span(int start, int end, int id) {}

    private final Map<SpecialToken, String> spellings = new EnumMap<>(SpecialToken.class);
    private final Vocabulary vocabulary;
    private final boolean maskTakesSpace;

    /// @param maskTakesSpace the mask swallows white space before it, as RoBERTa's does
    SpecialTokenFinder(Vocabulary vocabulary, boolean maskTakesSpace) {
        this.vocabulary = vocabulary;
        this.maskTakesSpace = maskTakesSpace;
        for (var token : SpecialToken.values()) {
            if (vocabulary.has(token)) {
                spellings.put(token, vocabulary.token(vocabulary.id(token)));
            }
        }
    }

    List<Span> split(String text) {
        var spans = new ArrayList<Span>();
        int done = 0;
        for (int from = 0; from < text.length(); ) {
            SpecialToken found = null;
            int at = text.length();
            int end = at;
            for (var entry : spellings.entrySet()) {
                var spelling = entry.getValue();
                int index = text.indexOf(spelling, from);
                if (index >= 0 && (index < at || (index == at && index + spelling.length() > end))) {
                    found = entry.getKey();
                    at = index;
                    end = index + spelling.length();
                }
            }
            if (found == null) {
                break;
            }
            int start = maskTakesSpace && found == SpecialToken.MASK ? spaceBefore(text, at, done) : at;
            if (start > done) {
                spans.add(new Span(done, start, -1));
            }
            spans.add(new Span(start, end, vocabulary.id(found)));
            done = end;
            from = end;
        }
        if (done < text.length()) {
            spans.add(new Span(done, text.length(), -1));
        }
        return spans;
    }

    private static int spaceBefore(String text, int at, int from) {
        while (at > from && isBlank(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return HuggingFaceUnicode.is(c, HuggingFaceUnicode.Category.SPACE) || c == 0x0B || c == 0x0C || c == 0x85;
    }
}
