// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import org.jspecify.annotations.Nullable;

/// Turns text into token ids and back. Immutable and safe to share between threads.
public interface Tokenizer {
    /// The tokens and their ids.
    Vocabulary vocabulary();

    /// The tokens of `text` alone: no special tokens added, none recognised in the text, nothing truncated.
    default Encoding encode(String text) {
        return encode(text, null, EncodeOptions.PLAIN);
    }

    /// The tokens of one text or of a pair, with the model's special tokens around them when `options` ask for it.
    ///
    /// @throws IllegalArgumentException if the pair cannot be truncated as asked
    Encoding encode(String first, @Nullable String second, EncodeOptions options);

    /// A new writer of ids, for one thread at a time: the fast way through a corpus.
    TokenWriter writer();

    /// The text of `ids`: what a reader would have written, not always the exact text that was encoded.
    ///
    /// @throws IllegalArgumentException if an id is outside the vocabulary
    String decode(int[] ids, DecodeOptions options);
}
