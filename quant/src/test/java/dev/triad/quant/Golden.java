// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant;

import dev.triad.quant.weight.WeightRows;

/// The weight and the input that frozen numbers were measured on, in other implementations.
public final class Golden {
    public static final int ROWS = 64;
    public static final int COLUMNS = 32;

    private Golden() {}

    /// Weight n = 32 o + i of output o is sin(1.3 n + 0.5) cos(0.017 n²).
    public static float[] weight() {
        var weight = new float[ROWS * COLUMNS];
        for (int n = 0; n < weight.length; n++) {
            weight[n] = (float) (Math.sin(1.3 * n + 0.5) * Math.cos(0.017 * n * n));
        }
        return weight;
    }

    public static WeightRows rows() {
        return WeightRows.of(weight(), COLUMNS);
    }

    /// Input n = 32 t + i of time t is cos(0.1 n); five times.
    public static float[] input() {
        var input = new float[5 * COLUMNS];
        for (int n = 0; n < input.length; n++) input[n] = (float) Math.cos(0.1 * n);
        return input;
    }
}
