// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

/// Evenly spaced values that weights are rounded to: code c in 0 … 2ᵇ − 1 stands for (c − zero) · scale. PyTorch's
/// unsigned affine form; 0 is always on the grid.
///
/// @param bits b, 1 to 8
/// @param scale distance between neighbours
/// @param zero the code of 0, a whole number
public record Grid(int bits, float scale, float zero) {
    /// PyTorch's smallest scale, f32's machine epsilon.
    private static final double EPSILON = 1.1920929e-07;

    /// Adding and taking it away rounds floats below 2²² to whole numbers, halves to even.
    private static final float ROUNDER = 0x1.8p23f;

    public Grid {
        if (bits < 1 || bits > 8) throw new IllegalArgumentException("a grid has 1 to 8 bits, got " + bits);
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException("a grid's scale must be positive and finite, got " + scale);
        }
    }

    /// The finest grid that covers a range, and 0.
    public static Grid covering(double low, double high, int bits) {
        double top = (1 << bits) - 1;
        double below = Math.min(low, 0);
        double above = Math.max(high, 0);
        float scale = (float) Math.max((above - below) / top, EPSILON);
        double zero = Math.clamp(-Math.rint(below / scale), 0, top);
        return new Grid(bits, scale, (float) zero);
    }

    /// The finest grid that covers a range and is as long below 0 as above.
    public static Grid symmetric(double low, double high, int bits) {
        int top = (1 << bits) - 1;
        double reach = Math.max(-Math.min(low, 0), Math.max(high, 0));
        float scale = (float) Math.max(reach / (top / 2.0), EPSILON);
        return new Grid(bits, scale, (float) (1 << (bits - 1)));
    }

    /// The largest code.
    public int top() {
        return (1 << bits) - 1;
    }

    /// The smallest value on the grid.
    public float lowest() {
        return -scale * zero;
    }

    /// The largest value on the grid.
    public float highest() {
        return scale * (top() - zero);
    }

    /// The code of the value next to `weight`, halves to even.
    public int code(float weight) {
        return (int) rounded(weight);
    }

    /// What a code stands for.
    public float value(int code) {
        return (code - zero) * scale;
    }

    /// The value next to `weight`.
    public float nearest(float weight) {
        return (rounded(weight) - zero) * scale;
    }

    private float rounded(float weight) {
        float place = Math.min(Math.max(weight / scale + zero, 0), top());
        return (place + ROUNDER) - ROUNDER;
    }

    /// Moves weights to the values next to them.
    public void snap(float[] weights, int from, int to) {
        float scale = this.scale;
        float zero = this.zero;
        float top = top();
        for (int i = from; i < to; i++) {
            float place = Math.min(Math.max(weights[i] / scale + zero, 0), top);
            weights[i] = ((place + ROUNDER) - ROUNDER - zero) * scale;
        }
    }
}
