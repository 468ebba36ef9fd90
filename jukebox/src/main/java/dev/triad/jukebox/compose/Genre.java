// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

import java.util.List;

/// The kind of music: a scale, a tempo, and when in a bar the instrument and the drums play.
///
/// @param label the name in the table of labels
/// @param scale seven steps of the scale, in semitones above the tonic
/// @param tempo beats a minute
/// @param beats of a bar
/// @param onsets of the instrument's notes in a bar, in beats
/// @param chords of the bars, in turn, as steps of the scale
/// @param drums strokes of every bar
public record Genre(
        String label,
        List<Integer> scale,
        int tempo,
        int beats,
        List<Double> onsets,
        List<Integer> chords,
        List<Hit> drums) {
    private static final List<Integer> MAJOR = List.of(0, 2, 4, 5, 7, 9, 11);
    private static final List<Integer> MINOR = List.of(0, 2, 3, 5, 7, 8, 10);

    /// All genres.
    public static final List<Genre> ALL = List.of(
            new Genre(
                    "march",
                    MAJOR,
                    112,
                    4,
                    List.of(0.0, 1.0, 2.0, 3.0),
                    List.of(0, 4, 0, 3),
                    List.of(
                            new Hit(Drum.KICK, 0),
                            new Hit(Drum.SNARE, 1),
                            new Hit(Drum.KICK, 2),
                            new Hit(Drum.SNARE, 3),
                            new Hit(Drum.SNARE, 3.5))),
            new Genre(
                    "waltz",
                    MAJOR,
                    144,
                    3,
                    List.of(0.0, 1.0, 2.0),
                    List.of(0, 3, 4, 0),
                    List.of(new Hit(Drum.KICK, 0), new Hit(Drum.HAT, 1), new Hit(Drum.HAT, 2))),
            new Genre(
                    "blues",
                    List.of(0, 2, 3, 5, 7, 9, 10),
                    92,
                    4,
                    List.of(0.0, 2 / 3.0, 1.0, 5 / 3.0, 2.0, 8 / 3.0, 3.0, 11 / 3.0),
                    List.of(0, 3, 0, 4),
                    List.of(
                            new Hit(Drum.KICK, 0),
                            new Hit(Drum.HAT, 2 / 3.0),
                            new Hit(Drum.SNARE, 1),
                            new Hit(Drum.HAT, 5 / 3.0),
                            new Hit(Drum.KICK, 2),
                            new Hit(Drum.HAT, 8 / 3.0),
                            new Hit(Drum.SNARE, 3))),
            new Genre(
                    "tango",
                    List.of(0, 2, 3, 5, 7, 8, 11),
                    124,
                    4,
                    List.of(0.0, 1.5, 2.0, 3.0),
                    List.of(0, 0, 4, 3),
                    List.of(new Hit(Drum.KICK, 0), new Hit(Drum.SNARE, 1.5), new Hit(Drum.KICK, 2))),
            new Genre(
                    "techno",
                    MINOR,
                    130,
                    4,
                    List.of(0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5),
                    List.of(0, 5, 2, 6),
                    List.of(
                            new Hit(Drum.KICK, 0),
                            new Hit(Drum.HAT, 0.5),
                            new Hit(Drum.KICK, 1),
                            new Hit(Drum.HAT, 1.5),
                            new Hit(Drum.KICK, 2),
                            new Hit(Drum.HAT, 2.5),
                            new Hit(Drum.KICK, 3),
                            new Hit(Drum.HAT, 3.5))),
            new Genre("lullaby", List.of(0, 2, 4, 6, 7, 9, 11), 72, 3, List.of(0.0, 1.5), List.of(0, 1), List.of()));

    public Genre {
        scale = List.copyOf(scale);
        onsets = List.copyOf(onsets);
        chords = List.copyOf(chords);
        drums = List.copyOf(drums);
    }

    /// Seconds of a beat.
    double beat() {
        return 60.0 / tempo;
    }

    /// Seconds of a bar.
    double bar() {
        return beats * beat();
    }

    /// The frequency of a step of the scale; steps past the seventh are in the next octave.
    double hertz(double tonic, int step) {
        int semitones = scale.get(Math.floorMod(step, 7)) + 12 * Math.floorDiv(step, 7);
        return tonic * StrictMath.pow(2, semitones / 12.0);
    }
}
