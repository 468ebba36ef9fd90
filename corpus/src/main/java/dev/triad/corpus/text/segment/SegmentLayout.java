// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

import dev.triad.core.text.EncodeOptions;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Tokenizer;
import java.util.EnumSet;
import java.util.stream.Collectors;

/// Where a model's special tokens stand around one or two segments: `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]` for
/// BERT and ELECTRA, `<s> A </s>` and `<s> A </s></s> B </s>` for RoBERTa.
///
/// @param sequenceLength longest example in tokens, special ones included
/// @param classification the token that opens an example
/// @param separator the token that closes a segment
/// @param separatorsBetween how many separators stand between two segments: 1, or 2 of which the last opens the second
public record SegmentLayout(int sequenceLength, int classification, int separator, int separatorsBetween) {
    /// Below this, the special tokens would crowd out the text.
    public static final int SHORTEST_SEQUENCE = 8;

    public SegmentLayout {
        if (sequenceLength < SHORTEST_SEQUENCE) {
            throw new IllegalArgumentException(
                    "the sequence length must be at least %d, not %d".formatted(SHORTEST_SEQUENCE, sequenceLength));
        }
        if (separatorsBetween < 1 || separatorsBetween > 2) {
            throw new IllegalArgumentException("separatorsBetween must be 1 or 2, not " + separatorsBetween);
        }
    }

    /// The layout of `tokenizer`'s model.
    ///
    /// @throws IllegalArgumentException if its vocabulary lacks a special token
    public static SegmentLayout of(Tokenizer tokenizer, int sequenceLength) {
        var vocabulary = tokenizer.vocabulary();
        var missing = EnumSet.allOf(SpecialToken.class);
        missing.removeIf(vocabulary::has);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "pretraining needs special tokens that this vocabulary does not have (is it another model's?): "
                            + missing.stream()
                                    .map(token -> "%s or %s".formatted(token.bert(), token.roberta()))
                                    .collect(Collectors.joining(", ")));
        }
        int pair = tokenizer.encode("", "", EncodeOptions.MODEL).length();
        return new SegmentLayout(
                sequenceLength,
                vocabulary.id(SpecialToken.CLASSIFICATION),
                vocabulary.id(SpecialToken.SEPARATOR),
                pair - 2);
    }

    /// Special tokens around one segment.
    int singleFrame() {
        return 2;
    }

    /// Special tokens around two segments.
    int pairFrame() {
        return 2 + separatorsBetween;
    }
}
