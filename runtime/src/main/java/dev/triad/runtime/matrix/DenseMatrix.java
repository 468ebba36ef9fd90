// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import dev.triad.core.model.packed.DenseWeight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.work.Scratch;

/// Floats, brought into panels once.
final class DenseMatrix extends Matrix {
    /// Each tile, as two panels.
    private final float[][] tiles;

    DenseMatrix(Kernels kernels, DenseWeight weight, float[] bias) {
        super(kernels, weight, bias);
        tiles = new float[tiles()][];
        var row = new float[inputs()];
        for (int tile = 0; tile < tiles.length; tile++) {
            int panels = Math.min(2, (stride() - tile * Kernels.TILE) / Kernels.PANEL);
            tiles[tile] = new float[panels * Kernels.PANEL * inputs()];
            RowMatrix.decode(weight, tile, row, tiles[tile]);
            requireFinite(tiles[tile]);
        }
    }

    private static void requireFinite(float[] numbers) {
        float sum = 0; // of products with zero: no number once one is none, without a branch for each
        for (float number : numbers) {
            sum += number * 0;
        }
        if (sum != 0) {
            throw new IllegalArgumentException("holds infinities or numbers that are none");
        }
    }

    @Override
    public int parts(int rows) {
        return tiles.length;
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
        multiplyTile(part, tiles[part], 0, x, xOffset, xStride, rows, activation, y, yOffset, yStride);
    }
}
