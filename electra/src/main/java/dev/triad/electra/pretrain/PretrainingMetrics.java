// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.core.metrics.PrecisionRecall;
import dev.triad.core.metrics.RocAuc;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Adds up what is measured on held-out text: how well the generator guesses, and how well replacements are told from
/// originals (the released code's evaluation, with the base rate beside it).
final class PretrainingMetrics {
    private final SequencedMap<String, double[]> sums = new LinkedHashMap<>();
    private double[] scores = new double[0];
    private boolean[] replaced = new boolean[0];

    /// Adds to a mean: `sum` over `count` elements.
    void add(String name, double sum, double count) {
        var total = sums.computeIfAbsent(name, _ -> new double[2]);
        total[0] += sum;
        total[1] += count;
    }

    /// Adds the detector's logits for some tokens, and which of them were replaced (1) or not (0).
    void detections(Tensor logits, Tensor labels) {
        float[] more = logits.to(DType.F32).toFloats();
        float[] truth = labels.to(DType.F32).toFloats();
        int at = scores.length;
        scores = Arrays.copyOf(scores, at + more.length);
        replaced = Arrays.copyOf(replaced, scores.length);
        for (int i = 0; i < more.length; i++) {
            scores[at + i] = more[i];
            replaced[at + i] = truth[i] > 0.5f;
        }
    }

    /// All means, and what follows from the detections.
    SequencedMap<String, Double> result() {
        var result = new LinkedHashMap<String, Double>();
        sums.forEach((name, total) -> result.put(name, total[0] / Math.max(1, total[1])));
        if (scores.length == 0) return result;
        long hits = 0;
        long positives = 0;
        long predicted = 0;
        long right = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean says = scores[i] > 0;
            if (replaced[i]) positives++;
            if (says) predicted++;
            if (says && replaced[i]) hits++;
            if (says == replaced[i]) right++;
        }
        double rate = (double) positives / scores.length;
        result.put("discriminator_accuracy", (double) right / scores.length);
        var found = new PrecisionRecall(hits, predicted, positives);
        result.put("discriminator_precision", found.precision());
        result.put("discriminator_recall", found.recall());
        result.put("discriminator_auc", RocAuc.of(scores, replaced));
        result.put("replaced", rate);
        // What a detector that knows the rate and nothing else would lose.
        result.put(
                "base_rate_loss", rate == 0 || rate == 1 ? 0 : -rate * Math.log(rate) - (1 - rate) * Math.log1p(-rate));
        result.put("predicted", (double) predicted / scores.length);
        return result;
    }
}
