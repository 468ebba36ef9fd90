// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

/// Hits among what was predicted and among what there was to find.
///
/// @param hits predicted and right
/// @param predicted predicted in all
/// @param gold to be found in all
public record PrecisionRecall(long hits, long predicted, long gold) {
    /// Nothing predicted, nothing to find.
    public static final PrecisionRecall NONE = new PrecisionRecall(0, 0, 0);

    public PrecisionRecall {
        if (hits < 0 || hits > predicted || hits > gold) {
            throw new IllegalArgumentException(
                    "%d hits cannot be among %d predicted and %d to be found".formatted(hits, predicted, gold));
        }
    }

    /// Both counted together.
    public PrecisionRecall plus(PrecisionRecall other) {
        return new PrecisionRecall(hits + other.hits, predicted + other.predicted, gold + other.gold);
    }

    /// The share of the predicted that is right; 0 if nothing was predicted.
    public double precision() {
        return ratio(hits, predicted);
    }

    /// The share found of what there was to find; 0 if there was nothing.
    public double recall() {
        return ratio(hits, gold);
    }

    /// The harmonic mean of precision and recall, 2 hits / (predicted + gold); 0 if both are.
    public double f1() {
        return ratio(2 * hits, predicted + gold);
    }

    static double ratio(long part, long whole) {
        return ratio((double) part, (double) whole);
    }

    static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
