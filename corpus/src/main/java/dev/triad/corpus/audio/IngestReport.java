// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import java.time.Duration;
import java.util.List;

/// What an ingestion did.
///
/// @param outcome how much of it was there already
/// @param manifest what the folder holds now
/// @param skipped the files left out, in order
/// @param labelled how many songs have an artist, a genre, words, words with times
/// @param decoded seconds of sound that were decoded now and kept
/// @param time how long that took
public record IngestReport(
        Outcome outcome,
        AudioManifest manifest,
        List<SkippedSong> skipped,
        Labelled labelled,
        double decoded,
        Duration time) {
    /// How much there was to do.
    public enum Outcome {
        /// Nothing.
        ALREADY_THERE,
        /// The rest of what an earlier run began, or new labels.
        RESUMED,
        /// Everything.
        PREPARED
    }

    /// How many songs have which labels.
    public record Labelled(long artist, long genre, long lyrics, long timedLyrics) {}

    public IngestReport {
        skipped = List.copyOf(skipped);
    }
}
