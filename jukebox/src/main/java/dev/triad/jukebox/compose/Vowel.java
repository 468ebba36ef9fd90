// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

/// A vowel by its first three formants in hertz (Peterson and Barney 1952, the men's averages).
public enum Vowel {
    A('a', 730, 1090, 2440),
    E('e', 530, 1840, 2480),
    I('i', 270, 2290, 3010),
    O('o', 570, 840, 2410),
    U('u', 300, 870, 2240);

    private static final double BANDWIDTH = 90;

    private final char letter;
    private final double first;
    private final double second;
    private final double third;

    Vowel(char letter, double first, double second, double third) {
        this.letter = letter;
        this.first = first;
        this.second = second;
        this.third = third;
    }

    char letter() {
        return letter;
    }

    /// How much of a frequency the mouth lets through.
    double gain(double hertz) {
        return resonance(hertz, first) + 0.6 * resonance(hertz, second) + 0.3 * resonance(hertz, third);
    }

    private static double resonance(double hertz, double formant) {
        double distance = (hertz - formant) / BANDWIDTH;
        return 1 / (1 + distance * distance);
    }
}
