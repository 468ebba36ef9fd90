// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.audio.Levels;
import dev.triad.core.file.JsonFields;
import dev.triad.corpus.audio.ffmpeg.Tags;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is known of a song once it was decoded.
///
/// @param id its path below the folder of songs
/// @param bytes its file's size
/// @param modified when its file was last changed, in milliseconds since 1970
/// @param frames at the data set's rate
/// @param start its first frame in the shard
/// @param checksum CRC-32C of its samples in the shard
/// @param seek where its seek points are in the shard
/// @param levels how loud it is
/// @param tags what the file says about itself
record IngestedSong(
        String id,
        long bytes,
        long modified,
        long frames,
        long start,
        int checksum,
        Seek seek,
        Levels levels,
        Tags tags) {
    /// Where seek points are.
    ///
    /// @param rate the song's own
    /// @param length in samples of its own rate
    /// @param first byte in the shard
    /// @param longs how many numbers
    record Seek(int rate, long length, long first, int longs) {
        /// A song that is never sought in.
        static final Seek NONE = new Seek(0, 0, 0, 0);
    }

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id);
        json.put("bytes", bytes);
        json.put("modified", modified);
        json.put("frames", frames);
        json.put("start", start);
        json.put("checksum", Integer.toUnsignedLong(checksum));
        json.put("source_rate", seek.rate);
        json.put("source_length", seek.length);
        json.put("seek_first", seek.first);
        json.put("seek_longs", seek.longs);
        json.put("samples", levels.samples());
        json.put("peak", levels.peak());
        json.put("rms", levels.rms());
        json.put("clipped", levels.clippedShare());
        json.put("artist", tags.artist());
        json.put("genre", tags.genre());
        json.put("title", tags.title());
        json.put("lyrics", tags.lyrics());
        return json;
    }

    static IngestedSong of(JsonFields fields) throws IOException {
        var song = new IngestedSong(
                fields.string("id"),
                fields.count("bytes"),
                fields.count("modified"),
                fields.count("frames"),
                fields.count("start"),
                (int) fields.count("checksum"),
                new Seek(
                        fields.integer("source_rate"),
                        fields.count("source_length"),
                        fields.count("seek_first"),
                        fields.integer("seek_longs")),
                new Levels(
                        fields.count("samples"), fields.number("peak"), fields.number("rms"), fields.number("clipped")),
                new Tags(
                        fields.string("artist"),
                        fields.string("genre"),
                        fields.string("title"),
                        fields.string("lyrics")));
        fields.end();
        return song;
    }
}
