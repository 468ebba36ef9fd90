// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Answers scored as SQuAD 2.0's official script does it, where a question may have no answer and "" is the right
/// prediction then. A question without a prediction is left out, as there, and counted as missing.
///
/// @param all every question
/// @param answerable questions that have an answer; null if there are none
/// @param unanswerable questions that have none; null if there are none
/// @param bestExact the best exact match that a threshold on the no-answer scores could reach
/// @param bestF1 likewise for F1
/// @param missing questions without a prediction
public record SquadV2Scores(
        Part all, @Nullable Part answerable, @Nullable Part unanswerable, Best bestExact, Best bestF1, int missing) {

    /// Means over some questions, in per cent.
    public record Part(double exact, double f1, int total) {}

    /// The best score, in per cent, and the smallest threshold that reaches it: where the no-answer score is above
    /// the threshold, "" is the answer.
    public record Best(double score, double threshold) {}

    /// Scores predictions by question.
    ///
    /// @param references right answers by question id; an empty list where there is no answer
    /// @param predictions the best answer by question id, "" for none
    /// @param noAnswer how sure a model is that there is no answer, by question id, on any scale; questions
    ///     that are not in it count as 0
    /// @param threshold a no-answer score above this turns the prediction into ""
    public static SquadV2Scores of(
            Map<String, List<String>> references,
            Map<String, String> predictions,
            Map<String, Double> noAnswer,
            double threshold) {
        var judged = new ArrayList<Judged>();
        for (var question : references.entrySet()) {
            var prediction = predictions.get(question.getKey());
            if (prediction != null) {
                double score = noAnswer.getOrDefault(question.getKey(), 0.0);
                judged.add(Judged.of(prediction, question.getValue(), score));
            }
        }
        return new SquadV2Scores(
                part(judged, threshold),
                partOrNull(judged.stream().filter(Judged::answerable).toList(), threshold),
                partOrNull(judged.stream().filter(one -> !one.answerable()).toList(), threshold),
                best(judged, Judged::exact),
                best(judged, Judged::f1),
                references.size() - judged.size());
    }

    /// One question's raw scores.
    ///
    /// @param blank whether "" was predicted
    private record Judged(boolean answerable, boolean blank, double exact, double f1, double noAnswer) {
        static Judged of(String prediction, List<String> references, double noAnswer) {
            var gold = references.stream()
                    .filter(answer -> !AnswerText.normalize(answer).isEmpty())
                    .toList();
            return new Judged(
                    !references.isEmpty(),
                    prediction.isEmpty(),
                    AnswerText.best(prediction, gold.isEmpty() ? List.of("") : gold, AnswerText::exactMatch),
                    AnswerText.best(prediction, gold.isEmpty() ? List.of("") : gold, Judged::f1),
                    noAnswer);
        }

        /// Unlike version 1.1, two answers without words are the same answer.
        private static double f1(String prediction, String reference) {
            boolean nothing = AnswerText.normalize(prediction).isEmpty()
                    && AnswerText.normalize(reference).isEmpty();
            return nothing ? 1 : AnswerText.f1(prediction, reference);
        }

        /// What is left of a raw score when a threshold may have blanked the answer.
        double at(double threshold, double raw) {
            return noAnswer > threshold ? answerable ? 0 : 1 : raw;
        }
    }

    @FunctionalInterface
    private interface Raw {
        double of(Judged one);
    }

    private static @Nullable Part partOrNull(List<Judged> some, double threshold) {
        return some.isEmpty() ? null : part(some, threshold);
    }

    private static Part part(List<Judged> some, double threshold) {
        double exact = 0;
        double f1 = 0;
        for (var one : some) {
            exact += one.at(threshold, one.exact());
            f1 += one.at(threshold, one.f1());
        }
        return new Part(
                PrecisionRecall.ratio(100 * exact, some.size()),
                PrecisionRecall.ratio(100 * f1, some.size()),
                some.size());
    }

    /// Starts from "never answer" and lets questions answer one by one, the surest first. As in the official
    /// script, questions with equal scores are taken one by one too, in their order.
    private static Best best(List<Judged> judged, Raw raw) {
        double score = judged.stream().filter(one -> !one.answerable()).count();
        double best = score;
        double threshold = 0;
        var surestFirst = judged.stream()
                .sorted(Comparator.comparingDouble(Judged::noAnswer))
                .toList();
        for (var one : surestFirst) {
            score += one.answerable() ? raw.of(one) : one.blank() ? 0 : -1;
            if (score > best) {
                best = score;
                threshold = one.noAnswer();
            }
        }
        return new Best(PrecisionRecall.ratio(100 * best, judged.size()), threshold);
    }

    /// By the official script's names.
    public SequencedMap<String, Double> byName() {
        var scores = new LinkedHashMap<String, Double>();
        put(scores, "", all);
        put(scores, "HasAns_", answerable);
        put(scores, "NoAns_", unanswerable);
        scores.put("best_exact", bestExact.score());
        scores.put("best_exact_thresh", bestExact.threshold());
        scores.put("best_f1", bestF1.score());
        scores.put("best_f1_thresh", bestF1.threshold());
        return scores;
    }

    private static void put(Map<String, Double> scores, String prefix, @Nullable Part part) {
        if (part != null) {
            scores.put(prefix + "exact", part.exact());
            scores.put(prefix + "f1", part.f1());
            scores.put(prefix + "total", (double) part.total());
        }
    }
}
