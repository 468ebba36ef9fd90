// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

/// What the voice sings on one beat: a consonant that names a step of the scale, as in solmisation, and a vowel.
///
/// @param step 0 to 6, for d, r, m, f, s, l, t
/// @param vowel how it sounds
public record Syllable(int step, Vowel vowel) {
    private static final String CONSONANTS = "drmfslt";
    private static final double HIGHEST = 4_500;
    private static final Oscillator.Shape VOICE = new Oscillator.Shape(0.03, 60, true);

    public Syllable {
        if (step < 0 || step > 6) {
            throw new IllegalArgumentException("step is " + step + "; it must be between 0 and 6");
        }
    }

    /// Two letters.
    String text() {
        return "" + CONSONANTS.charAt(step) + vowel.letter();
    }

    /// Sings it.
    void sing(Note note, double gain, Oscillator oscillator, float[] into) {
        for (int harmonic = 1; harmonic * note.hertz() <= HIGHEST; harmonic++) {
            double amplitude = vowel.gain(harmonic * note.hertz()) / StrictMath.sqrt(harmonic);
            oscillator.add(into, note, harmonic, gain * amplitude, VOICE);
        }
    }
}
