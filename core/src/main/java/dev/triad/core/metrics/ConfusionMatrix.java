// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// How often each class was taken for each: what accuracy, F1 and Matthews' coefficient are made of.
public final class ConfusionMatrix {
    private final int classes;
    private final long[] counts; // [gold, predicted]

    /// A matrix of zeros.
    ///
    /// @param classes number of classes, at least 1
    public ConfusionMatrix(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("classes must be at least 1, not " + classes);
        }
        this.classes = classes;
        counts = new long[Math.multiplyExact(classes, classes)];
    }

    /// Counts parallel arrays of classes 0, 1, ….
    ///
    /// @throws IllegalArgumentException if the arrays differ in length
    public static ConfusionMatrix of(int[] gold, int[] predicted, int classes) {
        requireSameLength(gold.length, predicted.length);
        var matrix = new ConfusionMatrix(classes);
        for (int i = 0; i < gold.length; i++) {
            matrix.add(gold[i], predicted[i]);
        }
        return matrix;
    }

    static void requireSameLength(int gold, int predicted) {
        if (gold != predicted) {
            throw new IllegalArgumentException("%d predictions for %d examples".formatted(predicted, gold));
        }
    }

    /// Counts one more example.
    public void add(int gold, int predicted) {
        counts[Objects.checkIndex(gold, classes) * classes + Objects.checkIndex(predicted, classes)]++;
    }

    /// Examples of class `gold` taken for class `predicted`.
    public long count(int gold, int predicted) {
        return counts[Objects.checkIndex(gold, classes) * classes + Objects.checkIndex(predicted, classes)];
    }

    public int classes() {
        return classes;
    }

    /// All examples.
    public long total() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private long correct() {
        return IntStream.range(0, classes).mapToLong(c -> count(c, c)).sum();
    }

    private long gold(int label) {
        return IntStream.range(0, classes).mapToLong(c -> count(label, c)).sum();
    }

    private long predicted(int label) {
        return IntStream.range(0, classes).mapToLong(c -> count(c, label)).sum();
    }

    /// The share of examples whose class was predicted.
    public double accuracy() {
        return PrecisionRecall.ratio(correct(), total());
    }

    /// One class against all others; of two classes, class 1 is usually the positive one.
    public PrecisionRecall of(int label) {
        return new PrecisionRecall(count(label, label), predicted(label), gold(label));
    }

    /// The mean F1 of the classes that occur, in truth or predicted (scikit-learn's `macro`).
    public double macroF1() {
        return macro(PrecisionRecall::f1);
    }

    /// The mean precision of the classes that occur.
    public double macroPrecision() {
        return macro(PrecisionRecall::precision);
    }

    /// The mean recall of the classes that occur.
    public double macroRecall() {
        return macro(PrecisionRecall::recall);
    }

    private double macro(ToDoubleFunction<PrecisionRecall> score) {
        return IntStream.range(0, classes)
                .mapToObj(this::of)
                .filter(one -> one.gold() + one.predicted() > 0)
                .mapToDouble(score)
                .average()
                .orElse(0);
    }

    /// F1 of all classes counted together; with one class an example it is the accuracy.
    public double microF1() {
        return IntStream.range(0, classes)
                .mapToObj(this::of)
                .reduce(PrecisionRecall.NONE, PrecisionRecall::plus)
                .f1();
    }

    /// Matthews' correlation coefficient, from −1 to 1, for any number of classes (Gorodkin, 2004); 0 when the
    /// truth or the prediction is one class only.
    public double matthews() {
        double n = total();
        double both = 0;
        double ofPredicted = 0;
        double ofGold = 0;
        for (int c = 0; c < classes; c++) {
            both += (double) gold(c) * predicted(c);
            ofPredicted += (double) predicted(c) * predicted(c);
            ofGold += (double) gold(c) * gold(c);
        }
        double spread = (n * n - ofPredicted) * (n * n - ofGold);
        return spread == 0 ? 0 : (correct() * n - both) / Math.sqrt(spread);
    }
}
