// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

import dev.triad.quant.weight.WeightRows;
import java.util.List;
import java.util.stream.IntStream;

/// The grids of one weight, each over as many consecutive weights.
///
/// @param span weights that share a grid
/// @param grids one per span, in the order of the rows
public record Grids(long span, List<Grid> grids) {
    public Grids {
        if (span < 1 || grids.isEmpty()) {
            throw new IllegalArgumentException(
                    "there must be grids, each over some weights, got " + grids.size() + " over " + span);
        }
        grids = List.copyOf(grids);
    }

    /// Finds the grids of a weight.
    ///
    /// @param name what messages call the weight
    /// @throws IllegalArgumentException when groups do not fill its rows
    public static Grids fit(String name, WeightRows weights, int bits, Granularity granularity) {
        long span = granularity.span(weights.rows(), weights.columns());
        if (span < weights.columns()) WeightRows.requireDivisible(name, weights.columns(), (int) span);
        if (granularity == Granularity.HISTOGRAM) {
            return new Grids(span, List.of(cover(RangeSearch.find(weights, 1 << bits), bits)));
        }
        int count = Math.toIntExact(Math.max(1, weights.count() / span));
        return new Grids(
                span,
                IntStream.range(0, count)
                        .mapToObj(i ->
                                cover(Range.of(weights, i * span, Math.min(weights.count(), (i + 1) * span)), bits))
                        .toList());
    }

    private static Grid cover(Range range, int bits) {
        return Grid.covering(range.low(), range.high(), bits);
    }

    /// Bits of a code.
    public int bits() {
        return grids.getFirst().bits();
    }

    /// The grid of the weight with this number.
    public Grid at(long weight) {
        return grids.get((int) (weight / span));
    }

    /// Moves weights to the values next to them.
    ///
    /// @param first the number of the weight at index 0
    public void snap(long first, float[] weights, int length) {
        for (int from = 0; from < length; ) {
            int to = (int) Math.min(length, from + span - (first + from) % span);
            at(first + from).snap(weights, from, to);
            from = to;
        }
    }

    /// The codes of a whole weight, one per byte, unsigned.
    public byte[] codes(WeightRows weights) {
        var codes = new byte[Math.toIntExact(weights.count())];
        weights.forTiles(0, weights.count(), (first, values, length) -> {
            for (int i = 0; i < length; i++)
                codes[(int) first + i] = (byte) at(first + i).code(values[i]);
        });
        return codes;
    }

    /// The scale of each grid.
    public float[] scales() {
        var scales = new float[grids.size()];
        for (int i = 0; i < scales.length; i++) scales[i] = grids.get(i).scale();
        return scales;
    }

    /// The zero of each grid.
    public float[] zeros() {
        var zeros = new float[grids.size()];
        for (int i = 0; i < zeros.length; i++) zeros[i] = grids.get(i).zero();
        return zeros;
    }

    /// The mean squared error of rounding a weight to its grids.
    public double meanSquaredError(WeightRows weights) {
        var sum = new double[1];
        weights.forTiles(0, weights.count(), (first, values, length) -> {
            for (int i = 0; i < length; i++) {
                double error = at(first + i).nearest(values[i]) - values[i];
                sum[0] += error * error;
            }
        });
        return sum[0] / Math.max(1, weights.count());
    }
}
