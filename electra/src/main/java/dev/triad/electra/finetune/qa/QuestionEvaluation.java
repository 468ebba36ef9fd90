// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.metrics.SquadV1Scores;
import dev.triad.core.metrics.SquadV2Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// How good answers are, by the official scripts' names and in their per cent.
///
/// @param metrics the task's metrics
/// @param bestThreshold a no-answer threshold that gives the best F1: halfway between the last question that should be
///     answered and the next one, so that rounding turns neither around; null for a task that always has an answer
/// @param degenerate what is wrong with a model that learned nothing, in words
public record QuestionEvaluation(
        SequencedMap<String, Double> metrics, @Nullable Double bestThreshold, Optional<String> degenerate) {
    /// Judges answers.
    ///
    /// @param threshold no-answer scores above it mean that there is none, where the task has such questions
    public static QuestionEvaluation of(QuestionTask task, List<FoundAnswer> answers, double threshold) {
        var references = new LinkedHashMap<String, List<String>>();
        var predictions = new LinkedHashMap<String, String>();
        var none = new LinkedHashMap<String, Double>();
        for (var answer : answers) {
            var question = answer.question();
            references.put(question.id(), question.references());
            predictions.put(question.id(), answer.best());
            none.put(question.id(), answer.noAnswer());
        }
        if (task.mayHaveNone()) return withNone(references, predictions, none, threshold);
        var scores = SquadV1Scores.of(references, predictions);
        boolean nothing = scores.f1() < 1;
        return new QuestionEvaluation(
                scores.byName(),
                null,
                nothing
                        ? Optional.of("its answers have almost no word in common with the right ones")
                        : Optional.empty());
    }

    private static double halfway(double last, Map<String, Double> none) {
        double next = none.values().stream()
                .mapToDouble(Double::doubleValue)
                .filter(score -> score > last)
                .min()
                .orElse(last + 2);
        return (last + next) / 2;
    }

    private static QuestionEvaluation withNone(
            Map<String, List<String>> references,
            Map<String, String> predictions,
            Map<String, Double> none,
            double threshold) {
        var scores = SquadV2Scores.of(references, predictions, none, threshold);
        var unanswerable = scores.unanswerable();
        int silent = unanswerable == null ? 0 : unanswerable.total();
        boolean nothing = scores.bestF1().score() <= 100.0 * silent / Math.max(1, references.size());
        return new QuestionEvaluation(
                scores.byName(),
                halfway(scores.bestF1().threshold(), none),
                nothing ? Optional.of("it answers no better than by never giving an answer") : Optional.empty());
    }
}
