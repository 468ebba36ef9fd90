// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.prior.transformer.TransformerConfig;

/// How a prior reads lyrics.
public sealed interface LyricsConfig {
    /// Characters it reads at once.
    int tokens();

    /// Characters of the alphabet, with the padding.
    int characters();

    /// What a lyric's bits count for in the loss, where a code's count 1.
    double lossShare();

    private static void require(int tokens, int characters, double lossShare) {
        if (tokens < 1 || characters < 2 || !(lossShare >= 0)) {
            throw new IllegalArgumentException(
                    "lyrics need at least 1 token, 2 characters and a loss share of 0 or more, not " + tokens + ", "
                            + characters + " and " + lossShare);
        }
    }

    /// The lyrics stand before the music, in one sequence with one vocabulary: the 1B model.
    record SingleStack(int tokens, int characters, double lossShare) implements LyricsConfig {
        public SingleStack {
            require(tokens, characters, lossShare);
        }
    }

    /// A transformer of its own encodes the lyrics, and some layers look at what it says: the 5B model.
    record Separate(int characters, double lossShare, TransformerConfig encoder) implements LyricsConfig {
        public Separate {
            require(encoder.positions(), characters, lossShare);
        }

        @Override
        public int tokens() {
            return encoder.positions();
        }
    }
}
