// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.model.DType;
import dev.triad.core.model.packed.AffineScales;
import dev.triad.core.model.packed.Codebook;
import dev.triad.core.model.packed.Int4Weight;
import dev.triad.core.model.packed.Int8Weight;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.quant.scalar.Granularity;
import dev.triad.quant.scalar.Grids;
import dev.triad.quant.weight.WeightRows;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.TreeSet;

/// Whole numbers for weights. Steps of grids are rounded up to few bits, so that every value on a grid is an
/// exact float; weights that lie on a grid already are found to do so. Together that makes packing what was
/// unpacked give the same bytes.
final class AffineCoder {
    /// How far from a grid a weight may be that stands on it, as a share of the weight.
    private static final double ON_GRID = 2e-5;

    private final int top;
    private final DType scaleType;
    private final byte[] codes;
    private final float[] scales;
    private final float[] zeros;

    private AffineCoder(WeightRows weights, int bits, Granularity granularity, String name) {
        top = (1 << bits) - 1;
        scaleType = bits == 8 ? DType.F32 : DType.F16;
        codes = new byte[Math.toIntExact(weights.count())];
        long span = granularity.span(weights.rows(), weights.columns());
        if (span < weights.columns()) WeightRows.requireDivisible(name, weights.columns(), (int) span);
        int count = Math.toIntExact(Math.max(1, weights.count() / span));
        scales = new float[count];
        zeros = new float[count];
        var values = new float[(int) Math.min(span, weights.count())];
        for (int i = 0; i < count; i++) {
            weights.read(i * span, values, values.length);
            requireFinite(name, values);
            code(i, values, (int) (i * span), granularity, name);
        }
    }

    /// Bytes, one grid for the tensor or one for each row.
    static Int8Weight int8(String name, WeightShape shape, WeightRows weights, Granularity granularity) {
        var coder = new AffineCoder(weights, 8, granularity, name);
        for (int i = 0; i < coder.codes.length; i++) coder.codes[i] -= (byte) 128;
        for (int i = 0; i < coder.zeros.length; i++) coder.zeros[i] -= 128;
        return new Int8Weight(
                shape,
                MemorySegment.ofArray(coder.codes),
                new AffineScales(coder.scales, coder.zeros),
                granularity == Granularity.CHANNEL,
                Optional.empty());
    }

    /// Half bytes, one grid for each row or group.
    static Int4Weight int4(String name, WeightShape shape, WeightRows weights, Granularity granularity) {
        var coder = new AffineCoder(weights, 4, granularity, name);
        int group = granularity == Granularity.CHANNEL ? 0 : (int) granularity.span(1, 1);
        return Int4Weight.of(shape, group, coder.codes, new AffineScales(coder.scales, coder.zeros));
    }

    private static void requireFinite(String name, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(name + " has weights that are not finite");
            }
        }
    }

    /// Finds the grid of some weights and gives each its code.
    private void code(int grid, float[] values, int first, Granularity granularity, String name) {
        cover(grid, values);
        if (round(grid, values, first)) return;
        if (takeOver(grid, values, first)) return;
        if (granularity == Granularity.HISTOGRAM) {
            var found = Grids.fit(name, WeightRows.of(values, values.length), top == 255 ? 8 : 4, granularity);
            scales[grid] = step(found.grids().getFirst().scale());
            zeros[grid] = found.grids().getFirst().zero();
            round(grid, values, first);
        }
        holdEnds(values, first);
    }

    /// Takes the grid that weights stand on already, if they do: they were trained on one, of which they no longer use
    /// the ends.
    private boolean takeOver(int grid, float[] values, int first) {
        var different = new TreeSet<Float>();
        different.add(0F);
        for (float value : values) {
            different.add(value + 0F); // there is but one zero
            if (different.size() > top + 1) return false;
        }
        double low = different.first();
        double range = different.last() - low;
        double gap = range;
        float before = Float.NEGATIVE_INFINITY;
        for (float value : different) {
            gap = Math.min(gap, value - (double) before);
            before = value;
        }
        double farthest = Math.max(-low, different.last());
        for (int parts = 1; parts * range <= top * gap * (1 + ON_GRID); parts++) {
            double step = farthest / Math.rint(farthest / gap * parts); // differences of floats are rough
            if (!different.stream().allMatch(value -> isOn(value, step))) continue;
            scales[grid] = step(step);
            zeros[grid] = (float) -Math.rint(low / step);
            round(grid, values, first);
            return true;
        }
        return false;
    }

    private static boolean isOn(float value, double step) {
        double place = value / step;
        return Math.abs(place - Math.rint(place)) <= ON_GRID * Math.max(1, Math.abs(place));
    }

    /// Gives the smallest and the largest value the ends of the grid, from which rounding up the step may have
    /// moved them: by its ends the grid is found again when the values are unpacked.
    private void holdEnds(float[] values, int first) {
        float low = 0;
        float high = 0;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 && values[i] == low) codes[first + i] = 0;
            if (values[i] > 0 && values[i] == high) codes[first + i] = (byte) top;
        }
    }

    /// The finest grid from the smallest to the largest value, and 0.
    private void cover(int grid, float[] values) {
        float low = 0;
        float high = 0;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double range = (double) high - low;
        scales[grid] = range == 0 ? 1 : step(range / top);
        zeros[grid] = (float) Math.clamp(-Math.rint(low / (double) scales[grid]), 0, top);
    }

    private float step(double scale) {
        if (scaleType == DType.F32) return Codebook.roundUp(Math.max(scale, Float.MIN_NORMAL));
        short half = Float.floatToFloat16((float) scale);
        float rounded = Float.float16ToFloat(half);
        return rounded < scale ? Float.float16ToFloat((short) (half + 1)) : rounded;
    }

    /// Gives every value its code; tells whether all were on the grid.
    private boolean round(int grid, float[] values, int first) {
        double scale = scales[grid];
        double zero = zeros[grid];
        boolean exact = true;
        for (int i = 0; i < values.length; i++) {
            double code = Math.clamp(Math.rint(values[i] / scale) + zero, 0, top);
            codes[first + i] = (byte) (int) code;
            exact &= (float) ((code - zero) * scale) == values[i];
        }
        return exact;
    }
}
