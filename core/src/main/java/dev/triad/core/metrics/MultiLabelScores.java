// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

/// Predictions of any number of labels an example.
///
/// @param exactMatch the share of examples with all labels right (scikit-learn's subset accuracy)
/// @param microF1 F1 of all labels counted together
/// @param macroF1 the mean of the labels' F1; a label that never occurs and is never predicted counts as 0
public record MultiLabelScores(double exactMatch, double microF1, double macroF1) {
    /// Scores sets of labels.
    ///
    /// @param gold which labels each example has: a row per example, a column per label
    /// @param predicted which were predicted, of the same shape
    public static MultiLabelScores of(boolean[][] gold, boolean[][] predicted) {
        ConfusionMatrix.requireSameLength(gold.length, predicted.length);
        int labels = gold.length == 0 ? 0 : gold[0].length;
        var hits = new long[labels];
        var guesses = new long[labels];
        var there = new long[labels];
        long exact = 0;
        for (int example = 0; example < gold.length; example++) {
            ConfusionMatrix.requireSameLength(labels, gold[example].length);
            ConfusionMatrix.requireSameLength(labels, predicted[example].length);
            boolean same = true;
            for (int label = 0; label < labels; label++) {
                boolean isThere = gold[example][label];
                boolean isGuessed = predicted[example][label];
                there[label] += isThere ? 1 : 0;
                guesses[label] += isGuessed ? 1 : 0;
                hits[label] += isThere && isGuessed ? 1 : 0;
                same &= isThere == isGuessed;
            }
            exact += same ? 1 : 0;
        }
        var all = PrecisionRecall.NONE;
        double sum = 0;
        for (int label = 0; label < labels; label++) {
            var one = new PrecisionRecall(hits[label], guesses[label], there[label]);
            all = all.plus(one);
            sum += one.f1();
        }
        return new MultiLabelScores(
                PrecisionRecall.ratio(exact, gold.length), all.f1(), PrecisionRecall.ratio(sum, labels));
    }
}
