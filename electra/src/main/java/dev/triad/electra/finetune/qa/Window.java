// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

/// A piece of a text.
///
/// @param first its first token
/// @param length how many tokens it has; only a text without any has a window of 0
record Window(int first, int length) {
    /// The token after its last.
    int end() {
        return first + length;
    }

    boolean contains(int token) {
        return token >= first && token < end();
    }

    boolean contains(TokenSpan span) {
        return contains(span.first()) && contains(span.last());
    }

    /// How well this window knows what is around a token of it: the smaller of its two contexts, longer windows a
    /// little ahead.
    double context(int token) {
        return Math.min(token - first, end() - 1 - token) + 0.01 * length;
    }
}
