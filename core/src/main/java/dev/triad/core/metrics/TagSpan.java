// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import java.util.ArrayList;
import java.util.List;

/// Words that belong together, as tags mark them: a chunk, a name.
///
/// @param type what it is (`NP`, `person`); empty for tags without a type
/// @param start its first word
/// @param end the word after its last
public record TagSpan(String type, int start, int end) {
    public TagSpan {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException(
                    "a span must hold at least one word, not %d to %d".formatted(start, end));
        }
    }

    /// The spans that tags mark, by conlleval's rules, which make sense of any sequence: a span begins at `B` or
    /// `S`, where the type changes, and after `O`, `E` or `S`; it ends before `O`, before the next one begins,
    /// and after `E` or `S`. So `I-PER` after `O` begins a span, and so does `I-LOC` after `I-PER`. `L`, `U` and
    /// `M` are read as `E`, `S` and `I`.
    ///
    /// @throws IllegalArgumentException if a tag is neither `O` nor of the form `B-type`
    public static List<TagSpan> of(List<String> tags) {
        var spans = new ArrayList<TagSpan>();
        char before = 'O';
        String type = "";
        int start = 0;
        for (int word = 0; word <= tags.size(); word++) {
            char prefix = word == tags.size() ? 'O' : prefix(tags.get(word));
            String itsType = prefix == 'O' ? "" : type(tags.get(word));
            boolean parts = before == 'O'
                    || before == 'E'
                    || before == 'S'
                    || prefix == 'O'
                    || prefix == 'B'
                    || prefix == 'S'
                    || !itsType.equals(type);
            if (parts) {
                if (before != 'O') {
                    spans.add(new TagSpan(type, start, word));
                }
                start = word;
            }
            before = prefix;
            type = itsType;
        }
        return spans;
    }

    private static char prefix(String tag) {
        if (tag.length() == 1 || (tag.length() > 1 && tag.charAt(1) == '-')) {
            switch (tag.charAt(0)) {
                case 'O' -> {
                    if (tag.length() == 1) {
                        return 'O';
                    }
                }
                case 'B', 'I', 'E', 'S' -> {
                    return tag.charAt(0);
                }
                case 'L' -> {
                    return 'E';
                }
                case 'U' -> {
                    return 'S';
                }
                case 'M' -> {
                    return 'I';
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException(
                "tag \"%s\" marks no span: it must be O or begin with B-, I-, E- or S-".formatted(tag));
    }

    private static String type(String tag) {
        return tag.length() == 1 ? "" : tag.substring(2);
    }
}
