// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import java.time.Duration;

/// How much to bear with a bad connection.
///
/// @param attempts how often in a row something may fail, without one new byte, before it is given up
/// @param firstPause before the second attempt; each later pause is twice as long
/// @param longestPause where the doubling stops; a server that asks for a longer one is not waited for
/// @param silence how long a server may send nothing before the connection counts as broken
public record Patience(int attempts, Duration firstPause, Duration longestPause, Duration silence) {
    /// Six attempts over half a minute; thirty seconds of silence.
    public static final Patience USUAL =
            new Patience(6, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(30));

    public Patience {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + "; there must be at least one.");
        }
        if (!silence.isPositive()) {
            throw new IllegalArgumentException("silence is " + silence + "; an answer needs some time to arrive.");
        }
    }

    Patience withSilence(Duration longest) {
        return new Patience(attempts, firstPause, longestPause, longest);
    }

    /// The pause after so many failures in a row.
    Duration pauseAfter(int failures) {
        var pause = firstPause;
        for (int i = 1; i < failures && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
