// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.data.TokenManifest;
import java.time.Duration;

/// What a preparation came to.
///
/// @param manifest what the folder holds now
/// @param outcome whether there was anything to do
/// @param textBytes bytes of text that this run encoded
/// @param repaired bytes blanked and records left out by this run
/// @param time how long this run took
public record PrepareReport(TokenManifest manifest, Outcome outcome, long textBytes, long repaired, Duration time) {
    /// How a preparation began.
    public enum Outcome {
        /// From nothing.
        PREPARED,
        /// From where an earlier run stopped.
        RESUMED,
        /// The folder held the result already.
        ALREADY_THERE
    }
}
