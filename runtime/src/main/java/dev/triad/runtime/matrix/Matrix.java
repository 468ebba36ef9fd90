// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import dev.triad.core.model.packed.CodeLayout;
import dev.triad.core.model.packed.DenseWeight;
import dev.triad.core.model.packed.Int4Weight;
import dev.triad.core.model.packed.Int8Weight;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.core.model.packed.ProductWeight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.work.Scratch;
import dev.triad.runtime.work.Turn;
import java.util.Arrays;

/// A linear layer: `x Wᵀ + b`. Immutable; any number of threads may multiply with it.
///
/// Rows of results are [#stride()] apart, a multiple of 32, so that kernels write whole panels; what they write beyond
/// [#outputs()] is arbitrary.
public abstract sealed class Matrix permits DenseMatrix, TiledMatrix {
    final Kernels kernels;
    private final int inputs;
    private final int outputs;

    /// The bias, filled up with zeros to whole tiles.
    final float[] bias;

    Matrix(Kernels kernels, PackedWeight weight, float[] bias) {
        this.kernels = kernels;
        inputs = weight.shape().columns();
        outputs = weight.shape().rows();
        this.bias = Arrays.copyOf(bias, tiles() * Kernels.TILE);
    }

    /// The fastest form of a weight.
    ///
    /// @param weight [outputs, inputs]; bytes that are read in their own order stay where they are
    /// @param bias a number for each output
    public static Matrix of(Kernels kernels, PackedWeight weight, float[] bias, Tables tables) {
        return switch (weight) {
            case DenseWeight dense -> new DenseMatrix(kernels, dense, bias);
            case Int8Weight bytes -> new ByteMatrix(kernels, bytes, bias);
            case Int4Weight nibbles -> new NibbleMatrix(kernels, nibbles, bias);
            case ProductWeight product ->
                product.layout() == CodeLayout.TILES && product.codebook().size() == Kernels.CENTROIDS
                        ? new ProductMatrix(kernels, product, bias, tables)
                        : new RowMatrix(kernels, product, bias);
        };
    }

    /// A matrix that is decoded anew, row by row, for each product, and takes no memory: for tables that are seldom
    /// multiplied with.
    public static Matrix ofRows(Kernels kernels, PackedWeight weight, float[] bias) {
        return new RowMatrix(kernels, weight, bias);
    }

    /// Numbers in a row of inputs.
    public final int inputs() {
        return inputs;
    }

    /// Numbers in a row of outputs.
    public final int outputs() {
        return outputs;
    }

    /// From one row of outputs to the next.
    public final int stride() {
        return Kernels.padded(outputs);
    }

    final int tiles() {
        return Math.ceilDiv(outputs, Kernels.TILE);
    }

    /// In how many parts the product with so many rows is computed.
    public abstract int parts(int rows);

    /// Computes a part of the product: `y = f(x Wᵀ + b)`.
    ///
    /// @param x rows, `xStride` apart from `xOffset` on
    /// @param y where rows go, `yStride` apart from `yOffset` on, with room for [#stride()] numbers each
    public abstract void multiply(
            int part,
            float[] x,
            int xOffset,
            int xStride,
            int rows,
            Activation activation,
            float[] y,
            int yOffset,
            int yStride,
            Scratch scratch);

    /// Computes the whole product of rows that lie one after another, in a turn.
    public final void multiply(Turn turn, float[] x, int xStride, int rows, Activation activation, float[] y) {
        turn.each(
                parts(rows),
                (part, scratch) -> multiply(part, x, 0, xStride, rows, activation, y, 0, stride(), scratch));
    }

    /// Multiplies rows with a tile of two panels.
    ///
    /// @param panels `[2][inputs][32]` from `offset` on
    final void multiplyTile(
            int tile,
            float[] panels,
            int offset,
            float[] x,
            int xOffset,
            int xStride,
            int rows,
            Activation activation,
            float[] y,
            int yOffset,
            int yStride) {
        int first = tile * Kernels.TILE;
        int end = Math.min(first + Kernels.TILE, stride());
        for (int j = first; j < end; j += Kernels.PANEL) {
            kernels.multiply(
                    x,
                    xOffset,
                    xStride,
                    rows,
                    inputs,
                    panels,
                    offset + (j - first) * inputs,
                    bias,
                    j,
                    y,
                    yOffset + j,
                    yStride);
        }
        if (activation != Activation.NONE) {
            for (int row = 0; row < rows; row++) {
                activation.apply(kernels, y, yOffset + row * yStride + first, end - first);
            }
        }
    }
}
