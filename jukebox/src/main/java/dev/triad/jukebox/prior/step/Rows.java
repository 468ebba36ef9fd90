// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

/// What happens to rows between the products, in loops that become vector instructions.
final class Rows {
    /// exp(x) is computed as exp(x / 256)²⁵⁶, from a series.
    private static final int HALVINGS = 8;

    private Rows() {}

    /// Layer normalisation (Ba et al. 2016, biased variance) of x into y.
    static void normalise(float[] x, float[] gain, float[] bias, double epsilon, float[] y) {
        int n = gain.length;
        double mean = sum(x, n) / n;
        double variance = squares(x, (float) mean, n) / n;
        float scale = (float) (1 / Math.sqrt(variance + epsilon));
        float centre = (float) mean;
        for (int i = 0; i < n; i++) y[i] = Math.fma((x[i] - centre) * scale, gain[i], bias[i]);
    }

    /// Four sums side by side, since an addition has to wait for the one before it.
    private static double sum(float[] x, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < n; i++) a += x[i];
        return (a + b) + (c + d);
    }

    private static double squares(float[] x, float mean, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            double p = x[i] - mean;
            double q = x[i + 1] - mean;
            double r = x[i + 2] - mean;
            double s = x[i + 3] - mean;
            a = Math.fma(p, p, a);
            b = Math.fma(q, q, b);
            c = Math.fma(r, r, c);
            d = Math.fma(s, s, d);
        }
        for (; i < n; i++) a = Math.fma((double) x[i] - mean, (double) x[i] - mean, a);
        return (a + b) + (c + d);
    }

    /// x ← x σ(1.702 x), for elements `from` to `to`.
    static void quickGelu(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            double e = exp(-1.702 * x[i]);
            x[i] = (float) (x[i] / (1 + e));
        }
    }

    /// The first n scores become weights that sum to one.
    static void softmax(float[] scores, int n) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) largest = Math.max(largest, scores[i]);
        for (int i = 0; i < n; i++) scores[i] = (float) exp((double) scores[i] - largest);
        float inverse = (float) (1 / sum(scores, n));
        for (int i = 0; i < n; i++) scores[i] *= inverse;
    }

    /// The exponential to about 1e-8 of itself, without a branch; beyond ± 80 it stays what it is there.
    static double exp(double x) {
        double t = Math.max(-80, Math.min(80, x)) / (1 << HALVINGS);
        double e = Math.fma(t, 1 / 40320.0, 1 / 5040.0);
        e = Math.fma(e, t, 1 / 720.0);
        e = Math.fma(e, t, 1 / 120.0);
        e = Math.fma(e, t, 1 / 24.0);
        e = Math.fma(e, t, 1 / 6.0);
        e = Math.fma(e, t, 0.5);
        e = Math.fma(e, t, 1);
        e = Math.fma(e, t, 1);
        e *= e;
        e *= e;
        e *= e;
        e *= e;
        e *= e;
        e *= e;
        e *= e;
        return e * e;
    }

    /// y += Σ xₖ wₖ over the first n elements, for `count` rows of w that lie `stride` apart from `at` on.
    ///
    /// @param few arrays of n elements to copy rows to: loops over an array from its beginning are the ones that
    ///     become vector instructions
    static void add(float[] y, int n, float[] x, float[] w, int at, int stride, int count, float[][] few) {
        float[] w0 = few[0];
        float[] w1 = few[1];
        float[] w2 = few[2];
        float[] w3 = few[3];
        int k = 0;
        for (; k + 4 <= count; k += 4) {
            int place = at + k * stride;
            System.arraycopy(w, place, w0, 0, n);
            System.arraycopy(w, place + stride, w1, 0, n);
            System.arraycopy(w, place + 2 * stride, w2, 0, n);
            System.arraycopy(w, place + 3 * stride, w3, 0, n);
            addFour(y, n, x[k], x[k + 1], x[k + 2], x[k + 3], w0, w1, w2, w3);
        }
        for (; k < count; k++) {
            System.arraycopy(w, at + k * stride, w0, 0, n);
            addOne(y, n, x[k], w0);
        }
    }

    private static void addFour(
            float[] y, int n, float x0, float x1, float x2, float x3, float[] w0, float[] w1, float[] w2, float[] w3) {
        for (int j = 0; j < n; j++) {
            y[j] = Math.fma(x3, w3[j], Math.fma(x2, w2[j], Math.fma(x1, w1[j], Math.fma(x0, w0[j], y[j]))));
        }
    }

    private static void addOne(float[] y, int n, float x, float[] w) {
        for (int j = 0; j < n; j++) y[j] = Math.fma(x, w[j], y[j]);
    }
}
