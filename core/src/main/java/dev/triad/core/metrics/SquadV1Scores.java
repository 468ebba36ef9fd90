// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Answers scored as SQuAD 1.1's official script does it: in percent, against the best of several references; a
/// question without an answer counts 0.
///
/// @param exactMatch per cent of questions answered exactly
/// @param f1 mean F1 of the words, in per cent
/// @param total questions
/// @param answered questions with a prediction
public record SquadV1Scores(double exactMatch, double f1, int total, int answered) {
    /// Scores predictions by question.
    ///
    /// @param references right answers of every question, by its id
    /// @param predictions one answer by question id; those to unknown questions are ignored
    public static SquadV1Scores of(Map<String, List<String>> references, Map<String, String> predictions) {
        double exact = 0;
        double f1 = 0;
        int answered = 0;
        for (var question : references.entrySet()) {
            var prediction = predictions.get(question.getKey());
            if (prediction != null) {
                answered++;
                exact += AnswerText.best(prediction, question.getValue(), AnswerText::exactMatch);
                f1 += AnswerText.best(prediction, question.getValue(), AnswerText::f1);
            }
        }
        int total = references.size();
        return new SquadV1Scores(
                PrecisionRecall.ratio(100 * exact, total), PrecisionRecall.ratio(100 * f1, total), total, answered);
    }

    /// By the official script's names.
    public SequencedMap<String, Double> byName() {
        var scores = new LinkedHashMap<String, Double>();
        scores.put("exact_match", exactMatch);
        scores.put("f1", f1);
        return scores;
    }
}
