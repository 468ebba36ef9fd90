// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import dev.triad.core.model.packed.PackedWeight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.work.Scratch;

/// A matrix that is decoded a tile at a time while it is multiplied with.
abstract sealed class TiledMatrix extends Matrix permits ByteMatrix, NibbleMatrix, ProductMatrix, RowMatrix {
    TiledMatrix(Kernels kernels, PackedWeight weight, float[] bias) {
        super(kernels, weight, bias);
    }

    /// Decodes a tile to `[2][inputs][32]`.
    abstract void decode(int tile, float[] panels, Scratch scratch);

    @Override
    public int parts(int rows) {
        return tiles();
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
        var panels = scratch.floats(Scratch.Use.PANELS, Kernels.TILE * inputs());
        decode(part, panels, scratch);
        multiplyTile(part, panels, 0, x, xOffset, xStride, rows, activation, y, yOffset, yStride);
    }
}
