// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import java.util.List;

/// A mask in a text and what may stand there.
///
/// @param start the mask's first UTF-16 code unit in the text
/// @param end the code unit after its last
/// @param candidates the likeliest tokens, the best first
public record FilledMask(int start, int end, List<Candidate> candidates) {
    public FilledMask {
        candidates = List.copyOf(candidates);
    }

    /// A token that may stand there.
    ///
    /// @param token as the vocabulary spells it
    /// @param text as it reads
    /// @param probability how likely
    public record Candidate(String token, String text, double probability) {}
}
