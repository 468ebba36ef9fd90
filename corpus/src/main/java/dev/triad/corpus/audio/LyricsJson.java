// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.file.Json;
import dev.triad.core.file.JsonFields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The words of a song as one line of JSON.
final class LyricsJson {
    private LyricsJson() {}

    static byte[] render(Lyrics lyrics) {
        var json = new LinkedHashMap<String, Object>();
        json.put("text", lyrics.text());
        json.put("spans", lyrics.spans().stream().map(LyricsJson::json).toList());
        return Json.line(json);
    }

    private static Map<String, Object> json(Lyrics.Span span) {
        var json = new LinkedHashMap<String, Object>();
        json.put("from", span.from());
        json.put("to", span.to());
        json.put("start", span.start());
        json.put("end", span.end());
        return json;
    }

    static Lyrics parse(byte[] line) throws IOException {
        var fields = JsonFields.parse(line);
        try {
            return new Lyrics(
                    fields.string("text"),
                    fields.list(
                            "spans",
                            span -> new Lyrics.Span(
                                    span.integer("from"),
                                    span.integer("to"),
                                    span.number("start"),
                                    span.number("end"))));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
