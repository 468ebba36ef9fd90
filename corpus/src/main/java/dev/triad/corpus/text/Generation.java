// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.data.ManifestJson;
import dev.triad.core.data.TokenManifest;
import dev.triad.core.file.JsonFields;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Shards that were closed together, one for each part that got examples, and the place at which the next begin.
///
/// @param end where the preparation can go on
/// @param sources the files read since the generation before, up to the one that `end` lies in, as they were
/// @param shards what was closed, at most one per part
record Generation(Position end, List<Source> sources, List<PartShard> shards) {
    /// A file as it was when it was read.
    record Source(String path, long bytes, Instant modified) {}

    /// A shard of a part.
    ///
    /// @param part [EncodedChunk#TRAIN] or [EncodedChunk#HELD_OUT]
    record PartShard(int part, long unknown, TokenManifest.Shard shard) {}

    private static final List<String> PARTS = List.of(TokenManifest.TRAIN, TokenManifest.HELD_OUT);

    /// What manifests and file names call a part.
    static String partName(int part) {
        return PARTS.get(part);
    }

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("end", end.toJson());
        var files = new ArrayList<Map<String, Object>>();
        for (var source : sources) {
            files.add(Map.of(
                    "path", source.path(),
                    "bytes", source.bytes(),
                    "modified", source.modified().toString()));
        }
        json.put("sources", files);
        var closed = new ArrayList<Map<String, Object>>();
        for (var shard : shards) {
            closed.add(Map.of(
                    "part", partName(shard.part()),
                    "unknown", shard.unknown(),
                    "shard", ManifestJson.shard(shard.shard())));
        }
        json.put("shards", closed);
        return json;
    }

    static Generation read(JsonFields fields) throws IOException {
        var end = Position.read(fields.object("end"));
        var sources = fields.list("sources", source -> {
            var read = new Source(source.string("path"), source.count("bytes"), instant(source.string("modified")));
            source.end();
            return read;
        });
        var shards = fields.list("shards", shard -> {
            int part = PARTS.indexOf(shard.string("part"));
            if (part < 0) {
                throw new IOException("names a part that does not exist");
            }
            var read = new PartShard(part, shard.count("unknown"), ManifestJson.shard(shard.object("shard")));
            shard.end();
            return read;
        });
        fields.end();
        return new Generation(end, sources, shards);
    }

    private static Instant instant(String text) throws IOException {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IOException("has a time that is none: \"%s\"".formatted(text), e);
        }
    }
}
