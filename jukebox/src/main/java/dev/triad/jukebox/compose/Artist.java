// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

/// Who plays: an instrument by its partials and its envelope.
public enum Artist {
    PIPES("The Pipes", new double[] {1, 2, 3, 4, 6, 8}, new double[] {1, 0.8, 0.5, 0.5, 0.3, 0.3}, 0.03, 60),
    FLUTES("Flute Brothers", new double[] {1, 2, 3}, new double[] {1, 0.15, 0.05}, 0.08, 60),
    REEDS("Reed Society", new double[] {1, 3, 5, 7, 9, 11}, new double[] {1, 0.7, 0.5, 0.35, 0.2, 0.15}, 0.02, 60),
    SAWS("Sawmill", harmonics(16), falling(16, 1), 0.005, 2),
    BELLS("Bell Tower", new double[] {1, 2.76, 5.4, 8.93}, new double[] {1, 0.6, 0.4, 0.25}, 0.002, 0.6),
    STRINGS("String Theory", harmonics(12), falling(12, 1), 0.15, 60),
    PLUCKS("Plectrum", harmonics(10), falling(10, 1.3), 0.002, 0.35),
    BUZZ("Hornets", harmonics(20), falling(20, 0.7), 0.02, 1);

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // never written to
    private final double[] partials;

    @SuppressWarnings("ImmutableEnumChecker") // as above
    private final double[] amplitudes;

    private final double attack;
    private final double decay;

    /// @param partials frequencies in multiples of the note's
    /// @param amplitudes as many
    /// @param attack seconds until a note is at its loudest
    /// @param decay seconds in which its lowest partial then falls to a third
    Artist(String label, double[] partials, double[] amplitudes, double attack, double decay) {
        this.label = label;
        this.partials = partials;
        this.amplitudes = amplitudes;
        this.attack = attack;
        this.decay = decay;
    }

    /// The name in the table of labels.
    public String label() {
        return label;
    }

    /// Plays a note into `into`.
    void play(Note note, double gain, Oscillator oscillator, float[] into) {
        double power = 0;
        for (double amplitude : amplitudes) {
            power += amplitude * amplitude;
        }
        for (int i = 0; i < partials.length; i++) {
            // High partials die sooner, as on a string that was plucked.
            var shape = new Oscillator.Shape(attack, decay / StrictMath.sqrt(partials[i]), false);
            oscillator.add(into, note, partials[i], gain * amplitudes[i] / StrictMath.sqrt(power), shape);
        }
    }

    private static double[] harmonics(int count) {
        double[] partials = new double[count];
        for (int i = 0; i < count; i++) {
            partials[i] = i + 1.0;
        }
        return partials;
    }

    private static double[] falling(int count, double exponent) {
        double[] amplitudes = new double[count];
        for (int i = 0; i < count; i++) {
            amplitudes[i] = StrictMath.pow(i + 1.0, -exponent);
        }
        return amplitudes;
    }
}
