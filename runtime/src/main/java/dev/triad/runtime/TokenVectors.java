// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import java.util.List;

/// The tokens of a text and their vectors.
///
/// @param tokens as the vocabulary spells them, special ones included
/// @param vectors one for each, in the same order; the encoder's last states
public record TokenVectors(List<String> tokens, List<float[]> vectors) {
    public TokenVectors {
        tokens = List.copyOf(tokens);
        vectors = List.copyOf(vectors);
    }
}
