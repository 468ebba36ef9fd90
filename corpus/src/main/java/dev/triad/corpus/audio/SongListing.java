// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.audio.Song;
import dev.triad.core.file.Json;
import dev.triad.core.file.JsonFields;
import java.io.IOException;
import java.util.LinkedHashMap;

/// A song in the list of a data set, one line of JSON.
///
/// @param part which part it belongs to
/// @param lyricsAt where its words begin in the file of words
/// @param lyricsBytes how many bytes they take there; 0 if they are unknown
record SongListing(
        String id,
        String name,
        String artist,
        String genre,
        String title,
        String part,
        long frames,
        long lyricsAt,
        int lyricsBytes) {
    byte[] render() {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id);
        json.put("name", name);
        json.put("artist", artist);
        json.put("genre", genre);
        json.put("title", title);
        json.put("part", part);
        json.put("frames", frames);
        json.put("lyrics_at", lyricsAt);
        json.put("lyrics_bytes", lyricsBytes);
        return Json.line(json);
    }

    static SongListing parse(byte[] line) throws IOException {
        var fields = JsonFields.parse(line);
        var listing = new SongListing(
                fields.string("id"),
                fields.string("name"),
                fields.string("artist"),
                fields.string("genre"),
                fields.string("title"),
                fields.string("part"),
                fields.count("frames"),
                fields.count("lyrics_at"),
                fields.integer("lyrics_bytes"));
        fields.end();
        return listing;
    }

    Song song() {
        return new Song(id, name, artist, genre, title, frames);
    }
}
