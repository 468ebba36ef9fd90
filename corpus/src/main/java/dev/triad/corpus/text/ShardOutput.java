// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.data.TokenManifest;
import dev.triad.core.data.TokenShardWriter;
import dev.triad.core.file.Storage;
import dev.triad.corpus.text.source.SourceFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes encoded chunks to shards, one open per part. When they have tokens enough and the corpus can be taken up
/// again where the chunk ends, all are closed together and recorded as a generation.
final class ShardOutput implements EncodingPipeline.Output, Closeable {
    private final OutputFolder folder;
    private final Journal journal;
    private final List<SourceFile> files;
    private final PrepareOptions options;
    private final int vocabularySize;
    private final Storage storage;
    private final @Nullable TokenShardWriter[] open = new TokenShardWriter[EncodedChunk.PARTS];
    private final long[] unknown = new long[EncodedChunk.PARTS];

    ShardOutput(
            OutputFolder folder,
            Journal journal,
            List<SourceFile> files,
            PrepareOptions options,
            int vocabularySize,
            Storage storage) {
        this.folder = folder;
        this.journal = journal;
        this.files = files;
        this.options = options;
        this.vocabularySize = vocabularySize;
        this.storage = storage;
    }

    @Override
    public void append(EncodedChunk chunk) throws IOException {
        long tokens = 0;
        for (int part = 0; part < EncodedChunk.PARTS; part++) {
            var block = chunk.block(part);
            if (block.examples() > 0) {
                writer(part).append(block);
                unknown[part] += chunk.unknown(part);
            }
            var writer = open[part];
            tokens += writer == null ? 0 : writer.tokens();
        }
        var end = chunk.end();
        if (end != null && tokens >= options.shardTokens()) {
            closeGeneration(end);
        }
    }

    /// Closes what is open at the end of the corpus.
    void finish() throws IOException {
        if (Arrays.stream(open).anyMatch(writer -> writer != null)) {
            closeGeneration(new Position(files.size(), 0, false, false, 0, 0));
        }
    }

    /// The parts of a manifest, from all generations.
    List<TokenManifest.Part> parts() {
        var parts = new ArrayList<TokenManifest.Part>();
        for (int part = 0; part < EncodedChunk.PARTS; part++) {
            int wanted = part;
            var shards = journal.generations().stream()
                    .flatMap(generation -> generation.shards().stream())
                    .filter(shard -> shard.part() == wanted)
                    .toList();
            if (part == EncodedChunk.TRAIN || options.heldOut() > 0) {
                parts.add(new TokenManifest.Part(
                        Generation.partName(part),
                        shards.stream().mapToLong(Generation.PartShard::unknown).sum(),
                        shards.stream().map(Generation.PartShard::shard).toList()));
            }
        }
        return parts;
    }

    private TokenShardWriter writer(int part) throws IOException {
        var writer = open[part];
        if (writer == null) {
            String name = OutputFolder.shardName(part, journal.generations().size());
            writer = TokenShardWriter.create(folder.path().resolve(name), vocabularySize, storage);
            open[part] = writer;
        }
        return writer;
    }

    private void closeGeneration(Position end) throws IOException {
        var shards = new ArrayList<Generation.PartShard>();
        for (int part = 0; part < EncodedChunk.PARTS; part++) {
            var writer = open[part];
            if (writer != null) {
                shards.add(new Generation.PartShard(part, unknown[part], writer.finish()));
                writer.close();
                open[part] = null;
                unknown[part] = 0;
            }
        }
        journal.append(new Generation(end, sourcesUpTo(end.file()), shards));
    }

    /// The files from the first that no generation records up to `last`.
    private List<Generation.Source> sourcesUpTo(int last) {
        int recorded = journal.generations().stream()
                .mapToInt(generation -> generation.sources().size())
                .sum();
        return files.subList(recorded, Math.min(files.size(), last + 1)).stream()
                .map(file -> new Generation.Source(file.name(), file.bytes(), file.modified()))
                .toList();
    }

    /// Gives up what is open.
    @Override
    public void close() throws IOException {
        for (var writer : open) {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
