// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

import dev.triad.quant.weight.WeightRows;

/// Between which values some weights lie.
///
/// @param low the smallest
/// @param high the largest
public record Range(float low, float high) {
    /// The range of weights `from` to `to`; values that are not finite are passed over.
    public static Range of(WeightRows weights, long from, long to) {
        var bounds = new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        weights.forTiles(from, to, (_, values, length) -> extend(bounds, values, length));
        return bounds[0] > bounds[1] ? new Range(0, 0) : new Range(bounds[0], bounds[1]);
    }

    private static void extend(float[] bounds, float[] values, int length) {
        float low = bounds[0];
        float high = bounds[1];
        for (int i = 0; i < length; i++) {
            float value = values[i];
            if (!(Math.abs(value) <= Float.MAX_VALUE)) continue;
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        bounds[0] = low;
        bounds[1] = high;
    }
}
