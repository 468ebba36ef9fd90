// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.labels;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// The artists and genres that a model knows.
///
/// @param rules how names are written
public record LabelLists(LabelRules rules, LabelList artists, LabelList genres) {
    /// The lists' names in a model's folder.
    public static final String ARTISTS = "artists.txt";

    public static final String GENRES = "genres.txt";

    /// The artists and genres of one's own songs.
    public static LabelLists of(LabelRules rules, Collection<String> artists, Collection<String> genres) {
        var words =
                genres.stream().flatMap(genre -> rules.genres(genre).stream()).toList();
        return new LabelLists(rules, LabelList.of(rules, artists), LabelList.of(rules, words));
    }

    /// Reads both lists of a folder.
    public static LabelLists read(Path folder, LabelRules rules) throws IOException {
        return new LabelLists(
                rules, LabelList.read(folder.resolve(ARTISTS), rules), LabelList.read(folder.resolve(GENRES), rules));
    }

    /// Writes both lists into a folder.
    public void write(Path folder) throws IOException {
        artists.write(folder.resolve(ARTISTS));
        genres.write(folder.resolve(GENRES));
    }

    /// The ids of an artist and a genre.
    ///
    /// @param warning told, in a sentence, of a name that is not in its list and therefore counts as unknown
    public LabelIds ids(String artist, String genre, Consumer<String> warning) {
        int performer = id("artist", artist, artists, warning);
        var its = new ArrayList<Integer>();
        var parts = rules.genres(genre);
        for (String part : parts.subList(0, Math.min(parts.size(), rules.genreSlots()))) {
            its.add(id("genre", part, genres, warning));
        }
        return new LabelIds(performer, its.isEmpty() ? List.of(0) : its);
    }

    private static int id(String kind, String name, LabelList list, Consumer<String> warning) {
        var id = list.id(name);
        if (id.isEmpty()) {
            var near = list.nearest(name);
            warning.accept("the " + kind + " '" + name + "' is not among the " + (list.count() - 1)
                    + " that this model knows, and counts as unknown"
                    + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?"));
        }
        return id.orElse(0);
    }
}
