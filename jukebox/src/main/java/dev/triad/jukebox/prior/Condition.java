// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.labels.Timing;

/// What a prior is told about one window. A prior that does not want a part of it does not look.
///
/// @param labels who plays what
/// @param timing where in its song the window lies
/// @param lyrics ids of the characters around it, as many as the model reads
/// @param upper codes of the level above
@SuppressWarnings("ArrayRecordComponent") // plain data for one pass, never compared
public record Condition(LabelIds labels, Timing timing, int[] lyrics, int[] upper) {
    /// A window of which nothing is known but its length.
    public static Condition unknown(long length) {
        return new Condition(LabelIds.UNKNOWN, new Timing(length, 0, length), new int[0], new int[0]);
    }

    public Condition withLabels(LabelIds other) {
        return new Condition(other, timing, lyrics, upper);
    }

    public Condition withTiming(Timing other) {
        return new Condition(labels, other, lyrics, upper);
    }

    public Condition withLyrics(int... other) {
        return new Condition(labels, timing, other, upper);
    }

    public Condition withUpper(int... other) {
        return new Condition(labels, timing, lyrics, other);
    }
}
