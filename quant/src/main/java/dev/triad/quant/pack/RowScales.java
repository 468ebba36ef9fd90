// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

/// The size of each row, taken out before its blocks are clustered: rows of tables differ much in size, and
/// centroids are spent on directions then.
public final class RowScales {
    private RowScales() {}

    /// Divides each row by its root mean square, as F16 holds it.
    ///
    /// @return what was divided by
    public static float[] divide(float[] values, int columns) {
        var scales = new float[values.length / columns];
        for (int row = 0; row < scales.length; row++) {
            double squares = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) squares += values[i] * (double) values[i];
            float size = Float.float16ToFloat(Float.floatToFloat16((float) Math.sqrt(squares / columns)));
            scales[row] = size > 0 && Float.isFinite(size) ? size : 1;
            for (int i = row * columns; i < (row + 1) * columns; i++) values[i] /= scales[row];
        }
        return scales;
    }
}
