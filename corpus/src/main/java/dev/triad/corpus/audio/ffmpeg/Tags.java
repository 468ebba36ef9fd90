// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio.ffmpeg;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a file says about itself; "" where it says nothing.
///
/// @param artist who plays
/// @param genre the kind of music
/// @param title the song's name
/// @param lyrics its words
public record Tags(String artist, String genre, String title, String lyrics) {
    /// Picks the four from a file's tags, by the names that ID3, Vorbis comments and MP4 give them.
    static Tags of(Map<String, String> tags) {
        var plain = new TreeMap<String, String>();
        tags.forEach((name, value) -> plain.putIfAbsent(name.toLowerCase(Locale.ROOT), value.strip()));
        String lyrics = first(plain, "lyrics", "unsyncedlyrics");
        if (lyrics.isEmpty()) { // ID3 adds the language: lyrics-eng
            lyrics = plain.entrySet().stream()
                    .filter(tag -> tag.getKey().startsWith("lyrics-"))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
        }
        return new Tags(
                first(plain, "artist", "album_artist", "composer"),
                first(plain, "genre"),
                first(plain, "title"),
                lyrics.replace("\r\n", "\n").replace('\r', '\n'));
    }

    private static String first(Map<String, String> tags, String... names) {
        for (String name : names) {
            String value = tags.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }
}
