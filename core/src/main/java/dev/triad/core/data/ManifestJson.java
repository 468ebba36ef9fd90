// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import dev.triad.core.file.Json;
import dev.triad.core.file.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `manifest.json`, read strictly and written always the same way.
public final class ManifestJson {
    private static final String FORMAT = "triad.tokens";
    private static final long VERSION = 1;

    private ManifestJson() {}

    /// Reads the manifest of `directory`.
    ///
    /// @throws IOException that names the file and what is wrong with it
    public static TokenManifest read(Path directory) throws IOException {
        Path file = directory.resolve(TokenManifest.FILE);
        try {
            return parse(new JsonFields(Json.parse(Files.readAllBytes(file)), ""));
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "%s: holds no %s; prepare a corpus with: triad text prepare --out %s"
                            .formatted(directory, TokenManifest.FILE, directory),
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /// The manifest as a file's content.
    public static byte[] render(TokenManifest manifest) {
        var tokenizer = manifest.tokenizer();
        var json = new LinkedHashMap<String, Object>();
        json.put("format", FORMAT);
        json.put("version", VERSION);
        json.put("sequence_length", manifest.sequenceLength());
        json.put(
                "tokenizer",
                ordered(
                        "model", tokenizer.model(),
                        "options", new TreeMap<>(tokenizer.options()),
                        "vocabulary_size", tokenizer.vocabularySize(),
                        "files",
                                tokenizer.files().stream()
                                        .map(copy -> ordered(
                                                "file", copy.file(),
                                                "bytes", copy.bytes(),
                                                "sha256", copy.sha256()))
                                        .toList()));
        json.put("options", new TreeMap<>(manifest.options()));
        json.put(
                "sources",
                manifest.sources().stream()
                        .map(source -> ordered("path", source.path(), "bytes", source.bytes()))
                        .toList());
        json.put("parts", manifest.parts().stream().map(ManifestJson::part).toList());
        return Json.render(json);
    }

    private static Map<String, Object> part(TokenManifest.Part part) {
        return ordered(
                "name", part.name(),
                "documents", part.documents(),
                "examples", part.examples(),
                "tokens", part.tokens(),
                "unknown", part.unknown(),
                "shards", part.shards().stream().map(ManifestJson::shard).toList());
    }

    /// A shard's entry, as it also stands in other files.
    public static Map<String, Object> shard(TokenManifest.Shard shard) {
        return ordered(
                "file", shard.file(),
                "bytes", shard.bytes(),
                "sha256", shard.sha256(),
                "documents", shard.documents(),
                "examples", shard.examples(),
                "tokens", shard.tokens());
    }

    /// The inverse of [#shard].
    public static TokenManifest.Shard shard(JsonFields fields) throws IOException {
        var shard = new TokenManifest.Shard(
                fields.string("file"),
                fields.count("bytes"),
                fields.string("sha256"),
                fields.count("documents"),
                fields.count("examples"),
                fields.count("tokens"));
        fields.end();
        return shard;
    }

    private static TokenManifest parse(JsonFields fields) throws IOException {
        if (!fields.string("format").equals(FORMAT)) {
            throw new IOException("is not the manifest of a token data set");
        }
        long version = fields.count("version");
        if (version != VERSION) {
            throw new IOException("has version %d, and this Triad reads version %d".formatted(version, VERSION));
        }
        int sequenceLength = fields.integer("sequence_length");
        var tokenizer = tokenizer(fields.object("tokenizer"));
        var options = fields.object("options").rest();
        var sources = fields.list("sources", source -> {
            var parsed = new TokenManifest.Source(source.string("path"), source.count("bytes"));
            source.end();
            return parsed;
        });
        var parts = fields.list("parts", ManifestJson::part);
        fields.end();
        return new TokenManifest(sequenceLength, tokenizer, options, sources, parts);
    }

    private static TokenizerFiles tokenizer(JsonFields fields) throws IOException {
        String model = fields.string("model");
        var options = fields.object("options").rest();
        int size = fields.integer("vocabulary_size");
        List<TokenizerFiles.Copy> files = fields.list("files", copy -> {
            var parsed = new TokenizerFiles.Copy(copy.string("file"), copy.count("bytes"), copy.string("sha256"));
            copy.end();
            return parsed;
        });
        fields.end();
        return new TokenizerFiles(model, options, size, files);
    }

    private static TokenManifest.Part part(JsonFields fields) throws IOException {
        String name = fields.string("name");
        long documents = fields.count("documents");
        long examples = fields.count("examples");
        long tokens = fields.count("tokens");
        long unknown = fields.count("unknown");
        var part = new TokenManifest.Part(name, unknown, fields.list("shards", ManifestJson::shard));
        fields.end();
        if (part.documents() != documents || part.examples() != examples || part.tokens() != tokens) {
            throw new IOException("the shards of part \"%s\" do not add up to its counts".formatted(name));
        }
        return part;
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
