// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import dev.triad.core.model.packed.Int8Weight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.work.Scratch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Bytes, brought into tiles once. A few rows are multiplied with the bytes themselves, more with decoded tiles.
final class ByteMatrix extends TiledMatrix {
    /// Up to so many rows it pays to leave the tile as it is.
    private static final int FEW = 2;

    /// `[inputs][64]` for each tile.
    private final byte[][] codes;

    private final float[] scales;
    private final float[] zeros;

    ByteMatrix(Kernels kernels, Int8Weight weight, float[] bias) {
        super(kernels, weight, bias);
        int inputs = inputs();
        codes = new byte[tiles()][inputs * Kernels.TILE];
        scales = new float[tiles() * Kernels.TILE];
        zeros = new float[scales.length];
        var row = new byte[inputs];
        for (int j = 0; j < outputs(); j++) {
            int grid = weight.perRow() ? j : 0;
            scales[j] = weight.scales().scale()[grid];
            zeros[j] = weight.scales().zero()[grid];
            MemorySegment.copy(weight.codes(), ValueLayout.JAVA_BYTE, (long) j * inputs, row, 0, inputs);
            var tile = codes[j / Kernels.TILE];
            for (int k = 0; k < inputs; k++) {
                tile[k * Kernels.TILE + j % Kernels.TILE] = row[k];
            }
        }
    }

    @Override
    void decode(int tile, float[] panels, Scratch scratch) {
        kernels.decodeBytes(codes[tile], 0, inputs(), scales, zeros, tile * Kernels.TILE, panels, 0, inputs());
    }

    @Override
    public void multiply(
            int part,
            float[] x,
            int xOffset,
            int xStride,
            int rows,
            Activation activation,
            float[] y,
            int yOffset,
            int yStride,
            Scratch scratch) {
        if (rows > FEW) {
            super.multiply(part, x, xOffset, xStride, rows, activation, y, yOffset, yStride, scratch);
            return;
        }
        var sums = scratch.floats(Scratch.Use.SUMS, Kernels.TILE);
        int first = part * Kernels.TILE;
        int width = Math.min(Kernels.TILE, stride() - first);
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * xStride;
            kernels.multiplyBytes(x, from, inputs(), codes[part], 0, sums, 0);
            float total = 0;
            for (int k = 0; k < inputs(); k++) {
                total += x[from + k];
            }
            int to = yOffset + row * yStride + first;
            for (int j = 0; j < width; j++) {
                y[to + j] = (sums[j] - zeros[first + j] * total) * scales[first + j] + bias[first + j];
            }
            activation.apply(kernels, y, to, width);
        }
    }
}
