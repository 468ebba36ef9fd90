// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.data.task.Question;
import java.util.List;

/// What a model answers to a question.
///
/// @param question the question
/// @param candidates possible answers with different texts, the best first; none if no span was possible
/// @param noAnswer how much speaks for there being no answer; more is likelier, the scale is the model's own
public record FoundAnswer(Question question, List<Candidate> candidates, double noAnswer) {
    public FoundAnswer {
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

    /// The best answer, whether or not there seems to be one; "" if no span was possible.
    public String best() {
        return candidates.isEmpty() ? "" : candidates.getFirst().text();
    }

    /// The answer, or "" where the no-answer score is above `threshold`.
    public String text(double threshold) {
        return noAnswer > threshold ? "" : best();
    }
}
