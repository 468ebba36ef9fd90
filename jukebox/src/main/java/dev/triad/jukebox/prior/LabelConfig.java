// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.labels.LabelRules;
import dev.triad.jukebox.labels.TimingRange;
import org.jspecify.annotations.Nullable;

/// The labels a prior is told.
///
/// @param rules how names are written
/// @param artists rows of the table of artists
/// @param genres rows of the table of genres
/// @param timing the times it knows, or null: upsamplers tell no time, the codes above do
public record LabelConfig(
        LabelRules rules, int artists, int genres, @Nullable TimingRange timing) {
    public LabelConfig {
        if (artists < 1 || genres < 1) {
            throw new IllegalArgumentException(
                    "there must be at least one artist and one genre, not " + artists + " and " + genres);
        }
    }

    /// Trained values of its tables.
    long parameterCount(long width) {
        return width * ((long) artists + genres + (timing == null ? 0 : 3L * timing.bins()));
    }
}
