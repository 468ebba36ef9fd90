// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.labels;

import java.util.List;

/// Artist and genre of a song as rows of a model's tables.
///
/// @param artist 0 if unknown
/// @param genres the words of the genre, or its one name
public record LabelIds(int artist, List<Integer> genres) {
    /// Nothing is known.
    public static final LabelIds UNKNOWN = new LabelIds(0, List.of(0));

    public LabelIds {
        genres = List.copyOf(genres);
    }
}
