// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// What [Tokenizer#encode(String, String, EncodeOptions)] does beside tokenising.
///
/// @param addSpecialTokens put the model's tokens around the text (`[CLS] a [SEP] b [SEP]`)
/// @param specialTokensInText recognise a special token's spelling in the text as that token; leave it off for text
///     that strangers wrote
/// @param truncation what to cut when the sequence is longer than `maxLength`
/// @param maxLength longest sequence in tokens, special tokens included
public record EncodeOptions(
        boolean addSpecialTokens, boolean specialTokensInText, Truncation truncation, int maxLength) {
    /// The text's own tokens and nothing else.
    public static final EncodeOptions PLAIN = new EncodeOptions(false, false, Truncation.NONE, Integer.MAX_VALUE);

    /// The model's input: special tokens added, any length.
    public static final EncodeOptions MODEL = new EncodeOptions(true, false, Truncation.NONE, Integer.MAX_VALUE);

    public EncodeOptions {
        if (maxLength < 1) {
            throw new IllegalArgumentException("maxLength must be at least 1, not " + maxLength);
        }
    }

    /// The model's input, the longer text cut first until the sequence fits `maxLength`.
    public static EncodeOptions model(int maxLength) {
        return MODEL.truncatedTo(maxLength, Truncation.LONGEST_FIRST);
    }

    public EncodeOptions truncatedTo(int length, Truncation strategy) {
        return new EncodeOptions(addSpecialTokens, specialTokensInText, strategy, length);
    }

    public EncodeOptions withSpecialTokensInText() {
        return new EncodeOptions(addSpecialTokens, true, truncation, maxLength);
    }
}
