// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// How [Tokenizer#decode] writes text.
///
/// @param skipSpecialTokens leave out padding, separators and the like
/// @param cleanUp WordPiece only: no space before `.`, `?`, `!`, `,` and English contractions
public record DecodeOptions(boolean skipSpecialTokens, boolean cleanUp) {
    /// Readable text: special tokens left out, punctuation closed up.
    public static final DecodeOptions READABLE = new DecodeOptions(true, true);

    /// Everything, as it stands.
    public static final DecodeOptions VERBATIM = new DecodeOptions(false, false);
}
