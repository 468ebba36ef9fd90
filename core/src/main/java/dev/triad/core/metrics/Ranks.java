// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import java.util.Arrays;

/// Places in the order of size.
final class Ranks {
    private Ranks() {}

    /// The rank of each value among all, from 1; equal values share the mean of their ranks (the Wilcoxon
    /// convention). None may be NaN.
    static double[] of(double[] values) {
        var sorted = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            sorted[i] = values[i] + 0.0; // sorting would part −0.0 from 0.0
        }
        Arrays.sort(sorted);
        var ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int smaller = firstNotBelow(sorted, values[i]);
            int notLarger = firstAbove(sorted, values[i]);
            ranks[i] = (smaller + 1 + notLarger) / 2.0;
        }
        return ranks;
    }

    private static int firstNotBelow(double[] sorted, double value) {
        int low = 0;
        for (int high = sorted.length; low < high; ) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int firstAbove(double[] sorted, double value) {
        int low = 0;
        for (int high = sorted.length; low < high; ) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static boolean hasNaN(double[] values) {
        for (double value : values) {
            if (Double.isNaN(value)) {
                return true;
            }
        }
        return false;
    }
}
