// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import dev.triad.core.model.packed.AffineScales;
import dev.triad.core.model.packed.Int8Weight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.work.Scratch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// Bytes, brought into tiles once. A few rows are multiplied with the bytes themselves, more with decoded tiles. Where
/// the layer's output was calibrated, it is rounded to its grid of 8 bits before the activation.
final class ByteMatrix extends TiledMatrix {
    /// Up to so many rows it pays to leave the tile as it is.
    private static final int FEW = 2;

    /// `[inputs][64]` for each tile.
    private final byte[][] codes;

    private final float[] scales;
    private final float[] zeros;
    private final Optional<AffineScales> output;

    ByteMatrix(Kernels kernels, Int8Weight weight, float[] bias) {
        super(kernels, weight, bias);
        int inputs = inputs();
        codes = new byte[tiles()][inputs * Kernels.TILE];
        scales = new float[tiles() * Kernels.TILE];
        zeros = new float[scales.length];
        output = weight.output();
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
            super.multiply(part, x, xOffset, xStride, rows, Activation.NONE, y, yOffset, yStride, scratch);
        } else {
            multiplyBytes(part, x, xOffset, xStride, rows, y, yOffset, yStride, scratch);
        }
        int first = part * Kernels.TILE;
        int width = Math.min(Kernels.TILE, stride() - first);
        for (int row = 0; row < rows; row++) {
            int from = yOffset + row * yStride + first;
            output.ifPresent(grid -> round(grid, y, from, width));
            activation.apply(kernels, y, from, width);
        }
    }

    private void multiplyBytes(
            int part,
            float[] x,
            int xOffset,
            int xStride,
            int rows,
            float[] y,
            int yOffset,
            int yStride,
            Scratch scratch) {
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
        }
    }

    /// Rounds to the nearest value on a grid, whose codes are signed bytes.
    private static void round(AffineScales grid, float[] y, int from, int width) {
        float scale = grid.scale()[0];
        float zero = grid.zero()[0];
        for (int i = from; i < from + width; i++) {
            float code = Math.clamp(y[i] / scale + zero, Byte.MIN_VALUE, Byte.MAX_VALUE);
            y[i] = ((float) Math.rint(code) - zero) * scale;
        }
    }
}
