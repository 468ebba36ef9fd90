// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import dev.triad.core.file.Sha256;
import dev.triad.core.progress.Progress;
import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A folder that `triad text prepare` made: the manifest, the tokenizer's files, and the shards of each part.
/// Opening checks that every file is there, whole, and the one the manifest means; [#verify] also reads every byte.
public final class TokenDataset implements AutoCloseable {
    private final Path directory;
    private final TokenManifest manifest;
    private final Map<String, ShardSet> parts;

    private TokenDataset(Path directory, TokenManifest manifest, Map<String, ShardSet> parts) {
        this.directory = directory;
        this.manifest = manifest;
        this.parts = parts;
    }

    /// Opens the data set in `directory`.
    ///
    /// @throws IOException that names the file that is missing, damaged or another one
    public static TokenDataset open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + ": is not a folder");
        }
        var manifest = ManifestJson.read(directory);
        for (var copy : manifest.tokenizer().files()) {
            checkCopy(directory.resolve(copy.file()), copy);
        }
        var opened = new ArrayList<TokenShard>();
        try {
            var parts = new LinkedHashMap<String, ShardSet>();
            for (var part : manifest.parts()) {
                int first = opened.size();
                for (var shard : part.shards()) {
                    opened.add(open(directory, shard, manifest));
                }
                parts.put(part.name(), new ShardSet(opened.subList(first, opened.size())));
            }
            return new TokenDataset(directory, manifest, parts);
        } catch (IOException | RuntimeException e) {
            opened.forEach(TokenShard::close);
            throw e;
        }
    }

    public Path directory() {
        return directory;
    }

    public TokenManifest manifest() {
        return manifest;
    }

    /// The tokenizer the examples were made with.
    ///
    /// @throws IOException if its files make no sense
    public Tokenizer tokenizer() throws IOException {
        return manifest.tokenizer().load(directory);
    }

    /// The examples of one part.
    ///
    /// @param name [TokenManifest#TRAIN] or [TokenManifest#HELD_OUT]
    /// @throws IllegalArgumentException if the data set has no such part
    public ShardSet part(String name) {
        @Nullable ShardSet part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException(
                    "%s has no part \"%s\", only %s".formatted(directory, name, String.join(", ", parts.keySet())));
        }
        return part;
    }

    /// The names of the parts.
    public List<String> parts() {
        return List.copyOf(parts.keySet());
    }

    /// Reads everything: all checksums, all offsets, all ids, and the SHA-256 of each shard.
    ///
    /// @throws IOException that names the first damaged file and the place in it
    public void verify(Progress progress) throws IOException {
        var shards = new HashMap<String, TokenShard>();
        for (var part : parts.values()) {
            part.shards().forEach(shard -> shards.put(shard.file().getFileName().toString(), shard));
        }
        long total =
                manifest.parts().stream().mapToLong(TokenManifest.Part::bytes).sum();
        try (var task = progress.start("checking " + directory, total, "bytes")) {
            for (var part : manifest.parts()) {
                for (var entry : part.shards()) {
                    var shard = shards.get(entry.file());
                    if (shard != null) {
                        shard.verify();
                    }
                    Path file = directory.resolve(entry.file());
                    if (!Sha256.of(file).equals(entry.sha256())) {
                        throw new IOException(file + ": is not the file the manifest means: its SHA-256 differs");
                    }
                    task.advance(entry.bytes());
                }
            }
        }
    }

    @Override
    public void close() {
        parts.values().forEach(ShardSet::close);
    }

    private static TokenShard open(Path directory, TokenManifest.Shard entry, TokenManifest manifest)
            throws IOException {
        Path file = directory.resolve(entry.file());
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": is missing, and the manifest lists it");
        }
        var shard = TokenShard.open(file);
        boolean same = Files.size(file) == entry.bytes()
                && shard.documents() == entry.documents()
                && shard.examples() == entry.examples()
                && shard.tokens() == entry.tokens()
                && shard.vocabularySize() == manifest.tokenizer().vocabularySize()
                && shard.longest() <= manifest.sequenceLength();
        if (!same) {
            shard.close();
            throw new IOException(file + ": is not the file the manifest means: its size or its counts differ");
        }
        return shard;
    }

    private static void checkCopy(Path file, TokenizerFiles.Copy copy) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": is missing, and the shards cannot be read without it");
        }
        if (Files.size(file) != copy.bytes() || !Sha256.of(file).equals(copy.sha256())) {
            throw new IOException(file + ": is not the file the shards were made with: its SHA-256 differs");
        }
    }
}
