// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

import dev.triad.quant.weight.WeightRows;

/// The range of a histogram that is worth covering: outliers are given up for as long as the rounding error of
/// all the others shrinks by more than theirs grows. This is PyTorch's search, on one weight seen once, with the
/// error of as many levels as the grid has (PyTorch assumes 256 whatever the grid).
///
/// The error is taken as if weights were spread evenly within each of 2048 bins.
public final class RangeSearch {
    private static final int BINS = 2048;
    private static final double STEP = 1e-5;

    private final double[] counts = new double[BINS];
    private final double[] cumulated = new double[BINS];
    private final Range range;
    private final float width;
    private final int levels;

    private RangeSearch(WeightRows weights, Range range, int levels) {
        this.range = range;
        this.levels = levels;
        width = (range.high() - range.low()) / BINS;
        weights.forTiles(0, weights.count(), (_, values, length) -> count(values, length));
        double sum = 0;
        for (int i = 0; i < BINS; i++) {
            sum += counts[i];
            cumulated[i] = sum;
        }
    }

    /// The range that a grid should cover.
    ///
    /// @param levels values on the grid
    public static Range find(WeightRows weights, int levels) {
        var whole = Range.of(weights, 0, weights.count());
        return whole.low() < whole.high() ? new RangeSearch(weights, whole, levels).narrow() : whole;
    }

    private void count(float[] values, int length) {
        float span = range.high() - range.low();
        for (int i = 0; i < length; i++) {
            float place = (values[i] - range.low()) * BINS / span;
            if (place >= 0 && place <= BINS) counts[Math.min((int) place, BINS - 1)]++;
        }
    }

    /// Walks inwards on the side that gives up more bins for the same share of weights, until the error grows.
    private Range narrow() {
        double total = cumulated[BINS - 1];
        int start = 0;
        int end = BINS - 1;
        double lower = 0;
        double upper = 1;
        double best = Double.POSITIVE_INFINITY;
        while (lower < upper) {
            double nextLower = lower + STEP;
            double nextUpper = upper - STEP;
            int left = start;
            while (left < end && cumulated[left] < nextLower * total) left++;
            int right = end;
            while (right > start && cumulated[right] > nextUpper * total) right--;
            boolean fromLeft = left - start > end - right;
            int candidateStart = fromLeft ? left : start;
            int candidateEnd = fromLeft ? end : right;
            if (fromLeft) lower = nextLower;
            else upper = nextUpper;
            if (candidateStart == start && candidateEnd == end) continue;
            double error = error(candidateStart, candidateEnd);
            if (error > best) break;
            best = error;
            start = candidateStart;
            end = candidateEnd;
        }
        return new Range(range.low() + width * start, range.low() + width * (end + 1));
    }

    /// Squared error of rounding all weights to the levels of a grid over bins `start` to `end`.
    private double error(int start, int end) {
        double cell = (double) width * (end - start + 1) / levels;
        if (cell == 0) return 0;
        double half = cell / 2;
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] == 0) continue;
            double from = (double) width * (bin - start);
            double to = from + width;
            double first = Math.clamp(Math.floor(from / cell), 0, levels - 1);
            double last = Math.clamp(Math.floor(to / cell), 0, levels - 1);
            double density = counts[bin] / width;
            sum += density
                    / 3
                    * (cube(half)
                            - cube(from - (first + 0.5) * cell)
                            + (last - first - 1) * 2 * cube(half)
                            + cube(to - (last + 0.5) * cell)
                            + cube(half));
        }
        return sum;
    }

    private static double cube(double x) {
        return x * x * x;
    }
}
