// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import org.jspecify.annotations.Nullable;

/// One or two texts that a model reads together.
///
/// @param first the text, or the first of a pair
/// @param second the second of a pair, or null
public record TextPair(String first, @Nullable String second) {
    /// A text alone.
    public static TextPair of(String text) {
        return new TextPair(text, null);
    }
}
