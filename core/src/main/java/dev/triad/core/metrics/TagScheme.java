// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How tags spell spans.
public enum TagScheme {
    /// `B` begins a span, `I` goes on.
    BIO,
    /// As BIO, but `E` ends a span, and `S` is a span of one word: a model is told both borders.
    BIOES;

    /// The tags of `words` words that mark `spans`; words in no span get `O`.
    ///
    /// @throws IllegalArgumentException if a span leaves the sentence or touches a word of another
    public List<String> encode(List<TagSpan> spans, int words) {
        var tags = new ArrayList<String>(Collections.nCopies(words, "O"));
        for (var span : spans) {
            if (span.end() > words) {
                throw new IllegalArgumentException("%s is outside a sentence of %d words".formatted(span, words));
            }
            for (int word = span.start(); word < span.end(); word++) {
                if (!tags.get(word).equals("O")) {
                    throw new IllegalArgumentException("%s overlaps another span".formatted(span));
                }
                String prefix = prefix(word == span.start(), word == span.end() - 1);
                tags.set(word, span.type().isEmpty() ? prefix : prefix + "-" + span.type());
            }
        }
        return tags;
    }

    /// The same spans in this scheme's spelling.
    public List<String> recode(List<String> tags) {
        return encode(TagSpan.of(tags), tags.size());
    }

    private String prefix(boolean first, boolean last) {
        return switch (this) {
            case BIO -> first ? "B" : "I";
            case BIOES -> first ? last ? "S" : "B" : last ? "E" : "I";
        };
    }
}
