// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

/// Predicted numbers against true ones. A NaN among them makes all scores NaN.
///
/// @param pearson linear correlation, from −1 to 1; 0 if either side never changes
/// @param spearman the correlation of the ranks, ties averaged; 0 if either side never changes
/// @param meanSquaredError mean of the squared differences; 0 without examples
public record RegressionScores(double pearson, double spearman, double meanSquaredError) {
    /// Scores parallel arrays.
    public static RegressionScores of(double[] gold, double[] predicted) {
        ConfusionMatrix.requireSameLength(gold.length, predicted.length);
        if (Ranks.hasNaN(gold) || Ranks.hasNaN(predicted)) {
            return new RegressionScores(Double.NaN, Double.NaN, Double.NaN);
        }
        double squares = 0;
        for (int i = 0; i < gold.length; i++) {
            squares += (gold[i] - predicted[i]) * (gold[i] - predicted[i]);
        }
        return new RegressionScores(
                correlation(gold, predicted),
                correlation(Ranks.of(gold), Ranks.of(predicted)),
                PrecisionRecall.ratio(squares, gold.length));
    }

    /// Centred first, as SciPy does: sums of squares of large numbers would lose the digits that differ.
    private static double correlation(double[] a, double[] b) {
        if (isConstant(a) || isConstant(b)) { // a mean that rounds would leave differences to divide by
            return 0;
        }
        double meanA = mean(a);
        double meanB = mean(b);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            double da = a[i] - meanA;
            double db = b[i] - meanB;
            ab += da * db;
            aa += da * da;
            bb += db * db;
        }
        double spread = Math.sqrt(aa) * Math.sqrt(bb);
        return spread == 0 ? 0 : Math.clamp(ab / spread, -1.0, 1.0);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static boolean isConstant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }
}
