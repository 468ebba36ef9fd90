// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.audio.Song;
import dev.triad.core.file.Json;
import dev.triad.core.file.JsonFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of a shard's table.
///
/// @param song what is known about the song
/// @param offset the byte its codes start at
/// @param crc CRC-32C of its codes
record SongJson(CodedSong song, long offset, int crc) {
    byte[] line() {
        var json = new LinkedHashMap<String, Object>();
        var its = song.song();
        json.put("id", its.id());
        json.put("name", its.name());
        json.put("artist", its.artist());
        json.put("genre", its.genre());
        json.put("title", its.title());
        json.put("frames", its.frames());
        json.put("offset", offset);
        json.put("crc", Integer.toUnsignedLong(crc));
        var lyrics = song.lyrics();
        if (lyrics != null) {
            json.put("lyrics", lyrics.text());
            var spans = new ArrayList<Object>();
            for (var span : lyrics.spans()) {
                var place = new LinkedHashMap<String, Object>();
                place.put("from", span.from());
                place.put("to", span.to());
                place.put("start", Double.toString(span.start()));
                place.put("end", Double.toString(span.end()));
                spans.add(place);
            }
            json.put("lyric_spans", spans);
        }
        return Json.line(json);
    }

    static SongJson parse(byte[] line) throws IOException {
        try {
            var json = JsonFields.parse(line);
            var song = new Song(
                    json.string("id"),
                    json.string("name"),
                    json.string("artist"),
                    json.string("genre"),
                    json.string("title"),
                    json.count("frames"));
            long offset = json.count("offset");
            int crc = (int) json.count("crc");
            var lyrics = lyrics(json);
            json.end();
            return new SongJson(new CodedSong(song, lyrics), offset, crc);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static @Nullable Lyrics lyrics(JsonFields json) throws IOException {
        if (!json.has("lyrics")) return null;
        String text = json.string("lyrics");
        List<Lyrics.Span> spans = json.list("lyric_spans", SongJson::span);
        return new Lyrics(text, spans);
    }

    private static Lyrics.Span span(JsonFields json) throws IOException {
        var span = new Lyrics.Span(
                json.integer("from"),
                json.integer("to"),
                Double.parseDouble(json.string("start")),
                Double.parseDouble(json.string("end")));
        json.end();
        return span;
    }
}
