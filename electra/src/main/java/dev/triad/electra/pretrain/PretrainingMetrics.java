// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Adds up what is measured on held-out text: how well the generator guesses, and how well replacements are told from
/// originals (the released code's evaluation, with the base rate beside it).
final class PretrainingMetrics {
    private final SequencedMap<String, double[]> sums = new LinkedHashMap<>();
    private float[] scores = new float[0];
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
        result.put("discriminator_precision", predicted == 0 ? 0 : (double) hits / predicted);
        result.put("discriminator_recall", positives == 0 ? 0 : (double) hits / positives);
        result.put("discriminator_auc", areaUnderCurve(positives));
        result.put("replaced", rate);
        // What a detector that knows the rate and nothing else would lose.
        result.put(
                "base_rate_loss", rate == 0 || rate == 1 ? 0 : -rate * Math.log(rate) - (1 - rate) * Math.log1p(-rate));
        result.put("predicted", (double) predicted / scores.length);
        return result;
    }

    /// The probability that a replaced token scores above an original one, ties counting half.
    private double areaUnderCurve(long positives) {
        long negatives = scores.length - positives;
        if (positives == 0 || negatives == 0) return 0.5;
        // Sorted as pairs: the order of a float's bits, flipped where negative, is the order of the numbers.
        var keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(scores[i] + 0f);
            long order = (bits ^ (bits >> 31 & 0x7FFFFFFF)) + 0x80000000L;
            keys[i] = order << 1 | (replaced[i] ? 1 : 0);
        }
        Arrays.sort(keys);
        double rankSum = 0;
        int from = 0;
        while (from < keys.length) {
            int to = from;
            long ties = 0;
            while (to < keys.length && keys[to] >>> 1 == keys[from] >>> 1) ties += keys[to++] & 1;
            rankSum += ties * (from + 1 + to) / 2.0;
            from = to;
        }
        return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }
}
