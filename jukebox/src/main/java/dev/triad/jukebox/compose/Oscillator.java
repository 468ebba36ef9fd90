// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

/// Adds sine tones to a signal. The sine comes from a table made by [StrictMath], so that a song is the same,
/// sample for sample, on every machine.
final class Oscillator {
    private static final int SIZE = 1 << 14;
    private static final float[] SINE = new float[SIZE];

    /// Notes end within so many seconds, not at once, which would click.
    private static final double RELEASE = 0.04;

    static {
        for (int i = 0; i < SIZE; i++) {
            SINE[i] = (float) StrictMath.sin(2 * Math.PI * i / SIZE);
        }
    }

    private final int rate;

    Oscillator(int rate) {
        this.rate = rate;
    }

    /// Adds a tone that rises in `attack` seconds and falls to 1/e of that every `decay` seconds. What the rate
    /// cannot carry is left out.
    void add(
            float[] into, double start, double seconds, double hertz, double amplitude, double attack, double decay) {
        if (hertz > 0.45 * rate) {
            return;
        }
        int first = (int) Math.round(start * rate);
        int length = (int) Math.round(seconds * rate);
        double rise = Math.max(1, attack * rate);
        double release = RELEASE * rate;
        double step = hertz / rate * SIZE;
        double fall = StrictMath.exp(-1 / (decay * rate));
        double level = amplitude;
        double phase = 0;
        for (int i = 0; i < length && first + i < into.length; i++) {
            double envelope = level * Math.min(1, Math.min(i / rise, (length - i) / release));
            into[first + i] += (float) (envelope * SINE[(int) ((long) phase & (SIZE - 1))]);
            phase += step;
            level *= i < rise ? 1 : fall;
        }
    }
}
