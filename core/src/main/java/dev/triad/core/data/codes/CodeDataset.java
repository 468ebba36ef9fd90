// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A folder of coded songs, open for reading: a manifest and its shards.
///
/// ```java
/// try (var codes = CodeDataset.open(folder)) {
///     for (var shard : codes.part(CodeDataset.TRAIN)) shard.read(song, level, first, window);
/// }
/// ```
public final class CodeDataset implements AutoCloseable {
    /// The songs to learn from.
    public static final String TRAIN = "train";

    /// The songs to measure with.
    public static final String VALIDATION = "validation";

    private final CodeManifest manifest;
    private final List<List<CodeShard>> parts = new ArrayList<>();

    private CodeDataset(CodeManifest manifest) {
        this.manifest = manifest;
    }

    /// Maps all shards of a folder.
    ///
    /// @throws IOException that names the file and what is wrong with it
    public static CodeDataset open(Path folder) throws IOException {
        var dataset = new CodeDataset(CodeManifest.read(folder));
        try {
            for (var part : dataset.manifest.parts()) {
                var shards = new ArrayList<CodeShard>();
                dataset.parts.add(shards);
                for (var shard : part.shards()) {
                    var file = folder.resolve(shard.file());
                    if (!Files.isRegularFile(file)) throw new IOException(file + " is missing; encode the songs again");
                    if (Files.size(file) != shard.bytes()) {
                        throw new IOException("%s has %d bytes; its manifest says %d"
                                .formatted(file, Files.size(file), shard.bytes()));
                    }
                    shards.add(CodeShard.open(file, dataset.manifest.levels()));
                }
            }
            return dataset;
        } catch (IOException | RuntimeException e) {
            dataset.close();
            throw e;
        }
    }

    public CodeManifest manifest() {
        return manifest;
    }

    /// The shards of a part; none if there is no such part.
    public List<CodeShard> part(String name) {
        for (int i = 0; i < parts.size(); i++) {
            if (manifest.parts().get(i).name().equals(name)) return List.copyOf(parts.get(i));
        }
        return List.of();
    }

    /// Reads every code of every shard.
    public void verify() throws IOException {
        for (var shards : parts) for (var shard : shards) shard.verify();
    }

    @Override
    public void close() {
        for (var shards : parts) shards.forEach(CodeShard::close);
    }
}
