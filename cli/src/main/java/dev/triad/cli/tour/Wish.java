// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.data.codes.CodeDataset;
import dev.triad.core.data.codes.CodedSong;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// What the new piece is to be.
///
/// @param artist who it should sound like; empty where no song says
/// @param genre what kind of music; empty likewise
/// @param lyrics what is sung; empty where no song has words
record Wish(String artist, String genre, String lyrics) {
    /// In the terms of the songs that are composed.
    private static final Wish COMPOSED = new Wish("Flute Brothers", "waltz", "dora misa fale soti redu mifa");

    /// Enough words for a piece of a few seconds.
    private static final int LETTERS = 200;

    /// Of one's own songs, what the first of them with words is, or the first with a name.
    static Wish of(Itinerary tour) throws IOException {
        if (tour.isComposedMusic()) return COMPOSED;
        if (!Files.isDirectory(tour.at("codes"))) return new Wish("", "", "");
        try (var codes = CodeDataset.open(tour.at("codes"))) {
            Optional<CodedSong> named = Optional.empty();
            for (var shard : codes.part(CodeDataset.TRAIN)) {
                for (var coded : shard.songs()) {
                    var words = coded.lyrics();
                    if (words != null && !words.text().isBlank()) return of(coded, words);
                    if (named.isEmpty() && !coded.song().artist().isBlank()) named = Optional.of(coded);
                }
            }
            return named.map(song -> new Wish(song.song().artist(), song.song().genre(), ""))
                    .orElse(new Wish("", "", ""));
        }
    }

    private static Wish of(CodedSong coded, Lyrics words) {
        String text = words.text();
        if (text.length() > LETTERS) text = text.substring(0, Math.max(1, text.lastIndexOf(' ', LETTERS)));
        return new Wish(coded.song().artist(), coded.song().genre(), text);
    }

    boolean isNothing() {
        return artist.isBlank() && genre.isBlank() && lyrics.isBlank();
    }

    /// In words.
    String says() {
        var says = new StringBuilder(genre.isBlank() ? "music" : genre);
        if (!artist.isBlank()) says.append(" by ").append(artist);
        if (!lyrics.isBlank()) {
            says.append(", with the words “")
                    .append(lyrics.strip().replaceAll("\\s*\n\\s*", " / "))
                    .append('”');
        }
        return says.toString();
    }

    /// Puts it into a command.
    Words say(Words words) {
        if (!artist.isBlank()) words.with("--artist", artist);
        if (!genre.isBlank()) words.with("--genre", genre);
        if (!lyrics.isBlank()) words.with("--lyrics", lyrics);
        return words;
    }
}
