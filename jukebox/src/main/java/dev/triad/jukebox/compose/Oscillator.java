// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

/// Adds sine tones to a signal. The sine comes from a table made by [StrictMath], so that a song is the same,
/// sample for sample, on every machine.
final class Oscillator {
    private static final int SIZE = 1 << 14;
    private static final float[] SINE = new float[SIZE];

    /// Notes end within so many seconds, not at once, which would click.
    private static final double RELEASE = 0.04;

    /// How far and how often a trembling tone moves: by a hundredth, five times a second.
    private static final double TREMBLING = 0.01;
    private static final double TREMBLES = 5.2;

    static {
        for (int i = 0; i < SIZE; i++) {
            SINE[i] = (float) StrictMath.sin(2 * Math.PI * i / SIZE);
        }
    }

    private final int rate;

    Oscillator(int rate) {
        this.rate = rate;
    }

    /// The sine of so many whole turns, which are 0 or more.
    static double sine(double turns) {
        return SINE[(int) ((long) (turns * SIZE) & (SIZE - 1))];
    }

    /// How a tone comes and goes.
    ///
    /// @param attack seconds until it is at its loudest
    /// @param decay seconds in which it then falls to a third
    /// @param trembles whether its pitch does, as a voice's
    record Shape(double attack, double decay, boolean trembles) {}

    /// Adds a tone. What the rate cannot carry is left out.
    ///
    /// @param overtone the frequency in multiples of the note's
    void add(float[] into, Note note, double overtone, double amplitude, Shape shape) {
        double hertz = overtone * note.hertz();
        if (hertz > 0.45 * rate) {
            return;
        }
        int first = (int) Math.round(note.start() * rate);
        int length = (int) Math.round(note.seconds() * rate);
        double rise = Math.max(1, shape.attack() * rate);
        double release = RELEASE * rate;
        double fall = StrictMath.exp(-1 / (shape.decay() * rate));
        double level = amplitude;
        double phase = 0;
        for (int i = 0; i < length && first + i < into.length; i++) {
            double envelope = level * Math.min(1, Math.min(i / rise, (length - i) / release));
            into[first + i] += (float) (envelope * sine(phase));
            double bend = shape.trembles() ? 1 + TREMBLING * sine(i * TREMBLES / rate) : 1;
            phase += bend * hertz / rate;
            level *= i < rise ? 1 : fall;
        }
    }
}
