// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.file.Json;
import dev.triad.core.file.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a folder made by `triad jukebox dataset` holds: `manifest.json`, which is written last. Two runs over the
/// same files with the same options give the same data set, byte for byte, whatever the number of threads.
///
/// @param options rate, channels and all else that the data set depends on beside the songs
/// @param folder where the songs are, if the sound was left there; "" otherwise
/// @param parts `train`, and `validation` if a share was held out
/// @param shards the files with the sound
/// @param songs the list of songs with their labels
/// @param lyrics their words
public record AudioManifest(
        IngestOptions options, String folder, List<Part> parts, List<Shard> shards, Listing songs, Listing lyrics) {
    /// Its name in the folder.
    public static final String FILE = "manifest.json";

    /// The part to learn from.
    public static final String TRAIN = "train";

    /// The part to measure with.
    public static final String VALIDATION = "validation";

    private static final String FORMAT = "triad.audio";
    private static final long VERSION = 1;

    public AudioManifest {
        parts = List.copyOf(parts);
        shards = List.copyOf(shards);
    }

    /// Songs that belong together.
    ///
    /// @param songs how many
    /// @param frames of all of them
    public record Part(String name, long songs, long frames) {}

    /// One shard file.
    ///
    /// @param file its name in the folder
    /// @param sha256 of the whole file, 64 hexadecimal digits
    public record Shard(String file, long bytes, String sha256, long songs, long frames) {
        public Shard {
            requirePlain(file);
        }
    }

    /// A file that lists something about the songs.
    ///
    /// @param sha256 of the whole file, 64 hexadecimal digits
    public record Listing(String file, long bytes, String sha256) {
        public Listing {
            requirePlain(file);
        }
    }

    private static void requirePlain(String file) {
        if (file.isEmpty() || file.contains("/") || file.contains("\\") || file.startsWith(".")) {
            throw new IllegalArgumentException("a file of the data set must be a plain name, not \"" + file + "\"");
        }
    }

    /// Reads the manifest of `directory`.
    ///
    /// @throws IOException that names the file and what is wrong with it
    public static AudioManifest read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            return parse(JsonFields.parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "%s: holds no %s; gather songs with: triad jukebox dataset --input SONGS --out %s"
                            .formatted(directory, FILE, directory),
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /// The manifest as a file's content.
    byte[] render() {
        var json = new LinkedHashMap<String, Object>();
        json.put("format", FORMAT);
        json.put("version", VERSION);
        var settings = new LinkedHashMap<>(options.decoding());
        settings.put("validation", options.validation());
        settings.put("seed", options.seed());
        json.put("options", settings);
        json.put("folder", folder);
        json.put("parts", parts.stream().map(AudioManifest::json).toList());
        json.put("shards", shards.stream().map(AudioManifest::json).toList());
        json.put("songs", json(songs));
        json.put("lyrics", json(lyrics));
        return Json.render(json);
    }

    private static Map<String, Object> json(Part part) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", part.name);
        json.put("songs", part.songs);
        json.put("frames", part.frames);
        return json;
    }

    private static Map<String, Object> json(Shard shard) {
        var json = json(new Listing(shard.file, shard.bytes, shard.sha256));
        json.put("songs", shard.songs);
        json.put("frames", shard.frames);
        return json;
    }

    private static Map<String, Object> json(Listing listing) {
        var json = new LinkedHashMap<String, Object>();
        json.put("file", listing.file);
        json.put("bytes", listing.bytes);
        json.put("sha256", listing.sha256);
        return json;
    }

    private static AudioManifest parse(JsonFields fields) throws IOException {
        if (!fields.string("format").equals(FORMAT)) {
            throw new IOException("is not the manifest of an audio data set");
        }
        long version = fields.count("version");
        if (version != VERSION) {
            throw new IOException("has version %d, and this Triad reads version %d".formatted(version, VERSION));
        }
        var settings = fields.object("options");
        var options = new IngestOptions(
                settings.integer("rate"),
                settings.integer("channels"),
                Store.of(settings.string("store")),
                settings.number("min_seconds"),
                settings.number("max_seconds"),
                settings.number("max_clipped"),
                settings.number("validation"),
                settings.whole("seed"));
        settings.end();
        var manifest = new AudioManifest(
                options,
                fields.string("folder"),
                fields.list("parts", part -> {
                    var parsed = new Part(part.string("name"), part.count("songs"), part.count("frames"));
                    part.end();
                    return parsed;
                }),
                fields.list("shards", shard -> {
                    var parsed = new Shard(
                            shard.string("file"),
                            shard.count("bytes"),
                            shard.string("sha256"),
                            shard.count("songs"),
                            shard.count("frames"));
                    shard.end();
                    return parsed;
                }),
                listing(fields.object("songs")),
                listing(fields.object("lyrics")));
        fields.end();
        return manifest;
    }

    private static Listing listing(JsonFields fields) throws IOException {
        var listing = new Listing(fields.string("file"), fields.count("bytes"), fields.string("sha256"));
        fields.end();
        return listing;
    }
}
