// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import dev.triad.core.model.packed.ProductWeight;

/// A weight of size [in, out], with a bias, that rows are multiplied by. A number of a result is always added up in
/// the same order, so that it depends neither on the other rows nor on the number of threads.
public abstract sealed class Matrix permits PlainMatrix, CodedMatrix {
    private final int in;
    private final int out;

    Matrix(int in, int out) {
        this.in = in;
        this.out = out;
    }

    /// @param weight row after row
    /// @param bias of each output, or none
    /// @param half whether to keep it in half precision, which halves what a step reads
    public static Matrix of(float[] weight, int in, int out, float[] bias, boolean half) {
        return PlainMatrix.from(weight, in, out, bias, half);
    }

    /// A matrix that stays in its codes: a step reads a byte for several weights. Inputs are multiplied with the
    /// vectors of the codebook, the products rounded to bytes, and these looked up.
    ///
    /// @param weight [out, in], 256 vectors in its codebook
    /// @param bias of each output, or none
    public static Matrix of(ProductWeight weight, float[] bias, CodedRoom room) {
        return new CodedMatrix(weight, bias, room);
    }

    /// Whether [#of(ProductWeight, float[], CodedRoom)] takes it.
    public static boolean isCoded(ProductWeight weight) {
        return weight.codebook().size() == CodedMatrix.CENTROIDS;
    }

    final int in() {
        return in;
    }

    /// Columns of the result.
    public final int out() {
        return out;
    }

    /// What is done to columns of the result as soon as they are there.
    @FunctionalInterface
    interface Finish {
        Finish NOTHING = (_, _, _) -> {};

        void apply(float[] row, int from, int to);
    }

    /// Rows `x[count][in]` → `y[count][out]`, shared by a team where that is worth it.
    abstract void multiply(Team team, float[][] x, float[][] y, int count, Finish finish);
}
