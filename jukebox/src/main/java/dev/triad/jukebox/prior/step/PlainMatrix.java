// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import java.util.Arrays;

/// A [Matrix] as numbers, row after row of its inputs.
abstract sealed class PlainMatrix extends Matrix {
    /// Weight rows that are taken together.
    private static final int FEW = 4;

    private final float[] bias;

    private PlainMatrix(int in, int out, float[] bias) {
        super(in, out);
        this.bias = bias;
    }

    /// As [Matrix#of].
    static PlainMatrix from(float[] weight, int in, int out, float[] bias, boolean half) {
        if (weight.length != Math.multiplyExact(in, out) || (bias.length != 0 && bias.length != out)) {
            throw new IllegalArgumentException(
                    weight.length + " weights and " + bias.length + " biases are no matrix of " + in + " × " + out);
        }
        var full = bias.length == 0 ? new float[out] : bias;
        if (half && fits(weight)) {
            var rows = new short[in][out];
            for (int i = 0; i < in; i++) {
                for (int j = 0; j < out; j++) rows[i][j] = Float.floatToFloat16(weight[i * out + j]);
            }
            return new Half(rows, out, full);
        }
        var rows = new float[in][];
        for (int i = 0; i < in; i++) rows[i] = Arrays.copyOfRange(weight, i * out, (i + 1) * out);
        return new Single(rows, out, full);
    }

    /// Half precision ends at 65504.
    private static boolean fits(float[] weight) {
        for (float value : weight) if (!(Math.abs(value) <= 65504)) return false;
        return true;
    }

    @Override
    void multiply(Team team, float[][] x, float[][] y, int count, Finish finish) {
        team.share((long) in() * out() * count, part -> {
            int from = from(team, part);
            int to = from(team, part + 1);
            columns(x, y, count, from, to);
            for (int row = 0; row < count; row++) finish.apply(y[row], from, to);
        });
    }

    private int from(Team team, int part) {
        // whole vectors, as far as that goes
        return part == team.size() ? out() : (int) ((long) out() * part / team.size()) & -16;
    }

    /// Rows `x[count][in]` → columns `from` to `to` of `y[count][out]`.
    private void columns(float[][] x, float[][] y, int count, int from, int to) {
        int in = in();
        for (int row = 0; row < count; row++) System.arraycopy(bias, from, y[row], from, to - from);
        int i = 0;
        for (; i + FEW <= in; i += FEW) four(i, x, y, count, from, to);
        for (; i < in; i++) one(i, x, y, count, from, to);
    }

    /// Adds the product of weight row `i` to every y.
    abstract void one(int i, float[][] x, float[][] y, int count, int from, int to);

    /// The same for four rows from `i` on.
    abstract void four(int i, float[][] x, float[][] y, int count, int from, int to);

    // Short loops over a few whole arrays: these the virtual machine turns into vector instructions. With eight rows at
    // once, or two results, it does not.

    private static void addOne(float[] y, int from, int to, float x, float[] w) {
        for (int j = from; j < to; j++) y[j] = Math.fma(x, w[j], y[j]);
    }

    private static void addFour(
            float[] y,
            int from,
            int to,
            float x0,
            float x1,
            float x2,
            float x3,
            float[] w0,
            float[] w1,
            float[] w2,
            float[] w3) {
        for (int j = from; j < to; j++) {
            y[j] = Math.fma(x3, w3[j], Math.fma(x2, w2[j], Math.fma(x1, w1[j], Math.fma(x0, w0[j], y[j]))));
        }
    }

    private static void widen(short[] half, float[] into, int from, int to) {
        for (int j = from; j < to; j++) into[j] = Float.float16ToFloat(half[j]);
    }

    /// In single precision. Each row is an array, for then the virtual machine knows that writing to y changes none.
    private static final class Single extends PlainMatrix {
        private final float[][] rows;

        Single(float[][] rows, int out, float[] bias) {
            super(rows.length, out, bias);
            this.rows = rows;
        }

        @Override
        void one(int i, float[][] x, float[][] y, int count, int from, int to) {
            for (int row = 0; row < count; row++) addOne(y[row], from, to, x[row][i], rows[i]);
        }

        @Override
        void four(int i, float[][] x, float[][] y, int count, int from, int to) {
            float[] w0 = rows[i];
            float[] w1 = rows[i + 1];
            float[] w2 = rows[i + 2];
            float[] w3 = rows[i + 3];
            for (int row = 0; row < count; row++) {
                float[] its = x[row];
                addFour(y[row], from, to, its[i], its[i + 1], its[i + 2], its[i + 3], w0, w1, w2, w3);
            }
        }
    }

    /// In half precision; computing is in single precision.
    private static final class Half extends PlainMatrix {
        private final short[][] rows;
        private final ThreadLocal<float[][]> wide;

        Half(short[][] rows, int out, float[] bias) {
            super(rows.length, out, bias);
            this.rows = rows;
            wide = ThreadLocal.withInitial(() -> new float[FEW][out]);
        }

        @Override
        void one(int i, float[][] x, float[][] y, int count, int from, int to) {
            float[] w = wide.get()[0];
            widen(rows[i], w, from, to);
            for (int row = 0; row < count; row++) addOne(y[row], from, to, x[row][i], w);
        }

        @Override
        void four(int i, float[][] x, float[][] y, int count, int from, int to) {
            float[][] w = wide.get();
            for (int k = 0; k < FEW; k++) widen(rows[i + k], w[k], from, to);
            for (int row = 0; row < count; row++) {
                float[] its = x[row];
                addFour(y[row], from, to, its[i], its[i + 1], its[i + 2], its[i + 3], w[0], w[1], w[2], w[3]);
            }
        }
    }
}
