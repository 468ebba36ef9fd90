// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

/// The two signals that the reference's losses and metrics were measured on.
public final class TwoSignals {
    private static final int LENGTH = 8192;

    private TwoSignals() {}

    public static float[] first() {
        float[] x = new float[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            x[t] = (float) (0.5 * Math.sin(0.05 * t) + 0.2 * Math.sin(0.31 * t));
        }
        return x;
    }

    public static float[] second() {
        float[] y = new float[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            y[t] = (float) (0.45 * Math.sin(0.05 * t + 0.1) + 0.1 * Math.sin(0.33 * t));
        }
        return y;
    }
}
