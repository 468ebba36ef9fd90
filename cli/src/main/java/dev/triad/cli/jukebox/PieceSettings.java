// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.core.file.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a piece of music was asked to be. It travels in the piece's file, so that a later call needs only the folder.
///
/// @param codec folder of the codec
/// @param priors folders of the priors
/// @param total seconds of the song that the piece is part of
/// @param offset seconds of the song before the piece
/// @param temperature by level
/// @param hop share of a window that the next one is further on, by level
/// @param batch samples at once
/// @param lowest the last level to generate
/// @param fromCodes whether priors that are packed as product codes compute from their codes
/// @param begun what it began with, for people
record PieceSettings(
        Path codec,
        List<Path> priors,
        String artist,
        String genre,
        String lyrics,
        double total,
        double offset,
        PerLevel temperature,
        int topK,
        double topP,
        PerLevel hop,
        int batch,
        long seed,
        int lowest,
        boolean fromCodes,
        String begun) {
    /// Temperature where nothing is said: the reference's.
    static final double TEMPERATURE = 0.99;

    /// A new window for every eighth of one on the top level, for every half below, as in the reference.
    static final double TOP_HOP = 0.125;

    static final double HOP = 0.5;

    PieceSettings {
        priors = List.copyOf(priors);
    }

    /// The same with other samples at once, which changes nothing that is made.
    PieceSettings withBatch(int other) {
        return new PieceSettings(
                codec,
                priors,
                artist,
                genre,
                lyrics,
                total,
                offset,
                temperature,
                topK,
                topP,
                hop,
                other,
                seed,
                lowest,
                fromCodes,
                begun);
    }

    String json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("codec", codec.toString());
        json.put("priors", priors.stream().map(Path::toString).toList());
        json.put("artist", artist);
        json.put("genre", genre);
        json.put("lyrics", lyrics);
        json.put("total_seconds", total);
        json.put("offset_seconds", offset);
        json.put("temperature", temperature.values());
        json.put("top_k", (long) topK);
        json.put("top_p", topP);
        json.put("hop", hop.values());
        json.put("batch", (long) batch);
        json.put("seed", seed);
        json.put("lowest_level", (long) lowest);
        json.put("from_codes", fromCodes);
        json.put("begun", begun);
        return new String(Json.line(json), StandardCharsets.UTF_8);
    }

    /// @throws IOException that names the place
    static PieceSettings parse(Path place, String text) throws IOException {
        try {
            var json = Json.parse(text.getBytes(StandardCharsets.UTF_8));
            return new PieceSettings(
                    Path.of(text(json, "codec")),
                    list(json, "priors").stream().map(Path::of).toList(),
                    text(json, "artist"),
                    text(json, "genre"),
                    text(json, "lyrics"),
                    number(json, "total_seconds").doubleValue(),
                    number(json, "offset_seconds").doubleValue(),
                    new PerLevel("temperature", list(json, "temperature")),
                    number(json, "top_k").intValue(),
                    number(json, "top_p").doubleValue(),
                    new PerLevel("hop", list(json, "hop")),
                    number(json, "batch").intValue(),
                    number(json, "seed").longValue(),
                    number(json, "lowest_level").intValue(),
                    Boolean.TRUE.equals(json.get("from_codes")),
                    text(json, "begun"));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(place + ": was not made by 'triad jukebox sample': " + e.getMessage(), e);
        }
    }

    private static String text(Map<String, Object> json, String key) {
        if (json.get(key) instanceof String text) return text;
        throw new IllegalArgumentException("its description has no " + key);
    }

    private static Number number(Map<String, Object> json, String key) {
        if (json.get(key) instanceof Number number) return number;
        throw new IllegalArgumentException("its description has no " + key);
    }

    private static List<String> list(Map<String, Object> json, String key) {
        if (json.get(key) instanceof List<?> list)
            return list.stream().map(String::valueOf).toList();
        throw new IllegalArgumentException("its description has no " + key);
    }
}
