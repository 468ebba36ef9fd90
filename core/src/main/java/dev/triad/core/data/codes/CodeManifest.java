// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import dev.triad.core.file.Json;
import dev.triad.core.file.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// What a folder of code shards holds: `manifest.json`. Encoding the same songs with the same codec on the same
/// machine gives the same manifest: no dates, no paths.
///
/// @param levels what the codes mean
/// @param codec SHA-256 of the weights that made them
/// @param parts `train`, and `validation` if songs were held out
public record CodeManifest(CodeLevels levels, String codec, List<Part> parts) {
    /// Its name in the folder.
    public static final String FILE = "manifest.json";

    private static final String FORMAT = "triad-codes";

    public CodeManifest {
        parts = List.copyOf(parts);
    }

    /// Shards that belong together.
    public record Part(String name, List<Shard> shards) {
        public Part {
            shards = List.copyOf(shards);
        }

        public long songs() {
            return shards.stream().mapToLong(Shard::songs).sum();
        }
    }

    /// One shard file.
    ///
    /// @param file its name in the folder
    /// @param sha256 of the whole file, 64 hexadecimal digits
    /// @param frames samples of all its songs
    public record Shard(String file, long bytes, String sha256, long songs, long frames) {
        public Shard {
            if (file.isEmpty() || file.contains("/") || file.contains("\\") || file.startsWith(".")) {
                throw new IllegalArgumentException("a shard's file must be a plain name, not \"" + file + "\"");
            }
        }
    }

    /// The text of `manifest.json`.
    public byte[] render() {
        var json = new LinkedHashMap<String, Object>();
        json.put("format", FORMAT);
        json.put("version", (long) CodeFormat.VERSION);
        json.put("sample_rate", (long) levels.sampleRate());
        json.put("hops", levels.hops().stream().map(String::valueOf).collect(Collectors.joining(",")));
        json.put("codebook_size", (long) levels.codebookSize());
        json.put("codec_sha256", codec);
        var rendered = new ArrayList<Object>();
        for (var part : parts) {
            var shards = new ArrayList<Object>();
            for (var shard : part.shards()) {
                var entry = new LinkedHashMap<String, Object>();
                entry.put("file", shard.file());
                entry.put("bytes", shard.bytes());
                entry.put("sha256", shard.sha256());
                entry.put("songs", shard.songs());
                entry.put("frames", shard.frames());
                shards.add(entry);
            }
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", part.name());
            entry.put("shards", shards);
            rendered.add(entry);
        }
        json.put("parts", rendered);
        return Json.render(json);
    }

    /// Reads the manifest of a folder.
    ///
    /// @throws IOException that names the file and what is wrong with it
    public static CodeManifest read(Path folder) throws IOException {
        var file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new IOException(folder + " has no " + FILE + "; it is no folder of codes");
        }
        try {
            return parse(JsonFields.parse(Files.readAllBytes(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static CodeManifest parse(JsonFields json) throws IOException {
        String format = json.string("format");
        long version = json.count("version");
        if (!format.equals(FORMAT) || version != CodeFormat.VERSION) {
            throw new IOException("is " + format + " of version " + version + ", not " + FORMAT + " of version "
                    + CodeFormat.VERSION);
        }
        int rate = json.integer("sample_rate");
        var hops = Arrays.stream(json.string("hops").split(",", -1))
                .map(Integer::parseInt)
                .toList();
        var levels = new CodeLevels(rate, hops, json.integer("codebook_size"));
        String codec = json.string("codec_sha256");
        var parts = json.list("parts", CodeManifest::part);
        json.end();
        return new CodeManifest(levels, codec, parts);
    }

    private static Part part(JsonFields json) throws IOException {
        var part = new Part(json.string("name"), json.list("shards", CodeManifest::shard));
        json.end();
        return part;
    }

    private static Shard shard(JsonFields json) throws IOException {
        var shard = new Shard(
                json.string("file"),
                json.count("bytes"),
                json.string("sha256"),
                json.count("songs"),
                json.count("frames"));
        json.end();
        return shard;
    }
}
