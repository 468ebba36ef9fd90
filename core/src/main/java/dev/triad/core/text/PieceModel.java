// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// Cuts one word into tokens. Immutable and safe to share between threads.
sealed interface PieceModel permits WordPieces, BytePairs {
    /// Appends the word's ids to `ids`, and to `ends` the byte after each of them.
    void cut(WordBuffer word, IntBuilder ids, IntBuilder ends);
}
