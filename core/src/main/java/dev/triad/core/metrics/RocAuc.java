// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

/// The area under the receiver operating characteristic: how likely a positive example scores above a negative one,
/// a tie counting half.
public final class RocAuc {
    private RocAuc() {}

    /// The area, from 0 to 1: 0.5 when all are positive or none is, NaN when a score is NaN.
    ///
    /// @param scores the higher, the more likely positive
    /// @param positive what is true
    public static double of(double[] scores, boolean[] positive) {
        ConfusionMatrix.requireSameLength(positive.length, scores.length);
        if (Ranks.hasNaN(scores)) {
            return Double.NaN;
        }
        var ranks = Ranks.of(scores);
        double sum = 0;
        long positives = 0;
        for (int i = 0; i < ranks.length; i++) {
            if (positive[i]) {
                sum += ranks[i];
                positives++;
            }
        }
        double pairs = (double) positives * (ranks.length - positives);
        return pairs == 0 ? 0.5 : (sum - positives * (positives + 1.0) / 2) / pairs;
    }
}
