// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.AtomicFolder;
import dev.triad.core.file.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a folder of coded songs, part after part. It appears under its name, whole, in [#finish] and not
/// before.
public final class CodeDatasetWriter implements Closeable {
    private final CodeLevels levels;
    private final String codec;
    private final long shardBytes;
    private final AtomicFolder folder;
    private final List<CodeManifest.Part> parts = new ArrayList<>();
    private final List<CodeManifest.Shard> shards = new ArrayList<>();
    private String part = "";
    private @Nullable CodeShardWriter writer;

    private CodeDatasetWriter(CodeLevels levels, String codec, long shardBytes, AtomicFolder folder) {
        this.levels = levels;
        this.codec = codec;
        this.shardBytes = shardBytes;
        this.folder = folder;
    }

    /// Starts the folder `target`.
    ///
    /// @param codec SHA-256 of the weights that make the codes
    /// @param shardBytes a shard that reaches so many bytes is the last song's
    public static CodeDatasetWriter create(Path target, CodeLevels levels, String codec, long shardBytes)
            throws IOException {
        return new CodeDatasetWriter(levels, codec, shardBytes, AtomicFolder.create(target));
    }

    /// Appends a song to a part; parts come one after the other.
    public void append(String toPart, CodedSong song, int[][] codes) throws IOException {
        if (!toPart.equals(part)) {
            endPart();
            part = toPart;
        }
        if (writer == null) {
            var file = folder.path().resolve("%s-%05d.codes".formatted(part, shards.size()));
            writer = CodeShardWriter.create(file, levels, Storage.DISK);
        }
        writer.append(song, codes);
        if (writer.length() >= shardBytes) endShard();
    }

    private void endShard() throws IOException {
        if (writer == null) return;
        shards.add(writer.finish());
        writer.close();
        writer = null;
    }

    private void endPart() throws IOException {
        endShard();
        if (!part.isEmpty()) parts.add(new CodeManifest.Part(part, shards));
        shards.clear();
    }

    /// Writes the manifest and gives the folder its name.
    public CodeManifest finish() throws IOException {
        endPart();
        part = "";
        var manifest = new CodeManifest(levels, codec, parts);
        AtomicFile.write(folder.path().resolve(CodeManifest.FILE), manifest.render(), Storage.DISK);
        folder.commit();
        return manifest;
    }

    @Override
    public void close() throws IOException {
        if (writer != null) writer.close();
        folder.close();
    }
}
