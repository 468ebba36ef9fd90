// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

import dev.triad.core.random.RandomStream;

/// A drum: noise that dies away, and for those with a skin a tone that falls.
public enum Drum {
    KICK(0.05, 1, 110, 45, 0.12, 0.25),
    SNARE(0.8, 0.35, 210, 170, 0.09, 0.2),
    HAT(1, 0, 0, 0, 0.03, 0.08);

    private final double noise;
    private final double tone;
    private final double from;
    private final double to;
    private final double decay;
    private final double seconds;

    /// @param noise how loud the noise is
    /// @param tone how loud the skin is
    /// @param from its frequency when it is hit, in hertz
    /// @param to its frequency at the end
    /// @param decay seconds in which both fall to a third
    /// @param seconds until nothing is left
    Drum(double noise, double tone, double from, double to, double decay, double seconds) {
        this.noise = noise;
        this.tone = tone;
        this.from = from;
        this.to = to;
        this.decay = decay;
        this.seconds = seconds;
    }

    /// Beats it once into `into`.
    ///
    /// @param start seconds from the song's beginning
    /// @param random what the noise is made of
    void beat(double start, double gain, int rate, RandomStream random, float[] into) {
        int first = (int) Math.round(start * rate);
        int length = (int) Math.round(seconds * rate);
        double fall = StrictMath.exp(-1 / (decay * rate));
        double level = gain;
        double phase = 0;
        double before = 0;
        for (int i = 0; i < length && first + i < into.length; i++) {
            double draw = 2 * random.nextDouble() - 1;
            double hiss = (draw - before) / 2; // the low half of the noise is taken out
            before = draw;
            double left = (double) (length - i) / length;
            into[first + i] += (float) (level * left * (noise * hiss + tone * Oscillator.sine(phase)));
            phase += (to + (from - to) * left * left) / rate;
            level *= fall;
        }
    }
}
