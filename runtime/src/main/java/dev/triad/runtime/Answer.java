// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime;

import java.util.List;

/// An answer to a question about a text.
///
/// @param text the answer as it stands in the text, or "" if the text seems to have none
/// @param candidates possible answers with different texts, the best first; none if no span was possible
/// @param noAnswerScore how much speaks for there being no answer; more is likelier, the scale is the model's own
public record Answer(String text, List<Candidate> candidates, double noAnswerScore) {
    public Answer {
        candidates = List.copyOf(candidates);
    }

    /// A possible answer.
    ///
    /// @param text the answer as it stands in the text
    /// @param start its first UTF-16 code unit in the text
    /// @param end the code unit after its last
    /// @param score what the model gives it
    /// @param probability its share among the candidates of its question
    public record Candidate(String text, int start, int end, double score, double probability) {}

    /// Whether the text seems to have an answer.
    public boolean isPresent() {
        return !text.isEmpty();
    }
}
