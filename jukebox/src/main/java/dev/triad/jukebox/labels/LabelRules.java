// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.labels;

import dev.triad.core.text.LyricsAlphabet;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How names of artists and genres are written down, in the two ways the released models use.
public enum LabelRules {
    /// Lower case, everything but ASCII letters and digits an underscore; a genre is a bag of up to five words. All
    /// upsamplers, and the 5B top levels.
    V2(5, LyricsAlphabet.V2) {
        @Override
        public String normalise(String name) {
            return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
        }

        @Override
        public List<String> genres(String genre) {
            return Arrays.stream(normalise(genre).split("_", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
    },
    /// Lower case; a genre is one name. The 1B top level.
    V3(1, LyricsAlphabet.V3) {
        @Override
        public String normalise(String name) {
            return name.toLowerCase(Locale.ROOT);
        }

        @Override
        public List<String> genres(String genre) {
            return List.of(normalise(genre));
        }
    };

    private static final Set<String> NOBODY = Set.of("", "unknown", "various");

    private final int genreSlots;
    private final LyricsAlphabet alphabet;

    LabelRules(int genreSlots, LyricsAlphabet alphabet) {
        this.genreSlots = genreSlots;
        this.alphabet = alphabet;
    }

    /// A name as lists have it.
    public abstract String normalise(String name);

    /// The names that a genre is made of.
    public abstract List<String> genres(String genre);

    /// Names of a genre that a model takes at most.
    public int genreSlots() {
        return genreSlots;
    }

    public LyricsAlphabet alphabet() {
        return alphabet;
    }

    /// Whether a normalised name says that nobody knows: id 0 without a warning.
    boolean isNobody(String normalised) {
        return NOBODY.contains(normalised);
    }
}
