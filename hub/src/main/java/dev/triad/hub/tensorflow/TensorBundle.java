// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.model.TensorInfo;
import dev.triad.core.model.TensorSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A checkpoint that TensorFlow wrote: `model.ckpt.index` and its data files, `model.ckpt.data-00000-of-00001`.
///
/// Names are TensorFlow's (`electra/encoder/layer_0/output/dense/kernel`), and so are layouts: kernels are
/// [in, out]. Data files are mapped; a tensor is checked against its checksum when it is first asked for. Texts that
/// TensorFlow 2 saves beside the model are passed over.
public final class TensorBundle implements TensorSource {
    private static final String INDEX_SUFFIX = ".index";

    private record Located(TensorInfo info, BundleEntry entry) {}

    private final String place;
    private final @Nullable Arena mapping;
    private final List<MemorySegment> shards;
    private final Map<String, Located> located = new LinkedHashMap<>();
    private final List<TensorInfo> tensors = new ArrayList<>();
    private final Set<String> checked = ConcurrentHashMap.newKeySet();

    private TensorBundle(String place, BundleIndex index, List<MemorySegment> shards, @Nullable Arena mapping)
            throws ModelFileException {
        this.place = place;
        this.shards = shards;
        this.mapping = mapping;
        for (var entry : index.entries().entrySet()) {
            locate(entry.getKey(), entry.getValue());
        }
    }

    /// Maps a checkpoint and reads its index.
    ///
    /// @param path the index, or what it and its data files have in common (`model.ckpt`)
    /// @throws ModelFileException when a file is missing, cut short or damaged, or a tensor is of a kind that is
    ///     not read: partitioned, or of a type that safetensors has no counterpart for
    @SuppressWarnings("MustBeClosedChecker") // the mappings are closed with the checkpoint
    public static TensorBundle open(Path path) throws IOException {
        String name = path.toString();
        String prefix = name.endsWith(INDEX_SUFFIX) ? name.substring(0, name.length() - INDEX_SUFFIX.length()) : name;
        String place = prefix + INDEX_SUFFIX;
        var arena = Arena.ofShared();
        try {
            var index = BundleIndex.read(place, map(Path.of(place), arena));
            var shards = new ArrayList<MemorySegment>();
            for (long i = 0; i < index.header().shards(); i++) {
                shards.add(map(
                        Path.of(prefix
                                + ".data-%05d-of-%05d"
                                        .formatted(i, index.header().shards())),
                        arena));
            }
            return new TensorBundle(place, index, shards, arena);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /// Reads a checkpoint that lies in memory already. The bytes are neither copied nor released.
    ///
    /// @param place how errors call it
    /// @throws ModelFileException as [#open] does
    public static TensorBundle of(String place, MemorySegment index, List<MemorySegment> shards)
            throws ModelFileException {
        var parsed = BundleIndex.read(place, index.asReadOnly());
        if (parsed.header().shards() != shards.size()) {
            throw new ModelFileException(
                    place, "has " + parsed.header().shards() + " data files, got " + shards.size());
        }
        return new TensorBundle(
                place, parsed, shards.stream().map(MemorySegment::asReadOnly).toList(), null);
    }

    private static MemorySegment map(Path path, Arena arena) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (NoSuchFileException _) {
            throw new ModelFileException(path.toString(), "there is no such file");
        }
    }

    private void locate(String name, BundleEntry entry) throws ModelFileException {
        String tensor = "tensor " + Quote.of(name);
        if (entry.slices() > 0) {
            throw new ModelFileException(
                    place, tensor + " is partitioned into " + entry.slices() + " slices; save it without partitioner");
        }
        if (BundleTypes.isBeside(entry.type())) {
            return;
        }
        var dtype = BundleTypes.find(entry.type());
        if (dtype.isEmpty()) {
            throw new ModelFileException(
                    place, tensor + " is of TensorFlow's type " + entry.type() + ", which is not read");
        }
        if (entry.shard() < 0 || entry.shard() >= shards.size()) {
            throw new ModelFileException(
                    place, tensor + " lies in data file " + entry.shard() + " of " + shards.size());
        }
        long size = shards.get(entry.shard()).byteSize();
        if (entry.offset() < 0 || entry.length() < 0 || entry.length() > size - entry.offset()) {
            throw new ModelFileException(
                    place,
                    tensor + " has " + entry.length() + " bytes from byte " + entry.offset() + " of data file "
                            + entry.shard() + ", which ends at byte " + size + "; it is cut short");
        }
        var shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        try {
            var info = new TensorInfo(name, dtype.get(), shape, entry.offset(), entry.length());
            located.put(name, new Located(info, entry));
            tensors.add(info);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(place, "contradicts itself: " + e.getMessage());
        }
    }

    @Override
    public String place() {
        return place;
    }

    /// Nothing: a tensor bundle holds tensors alone.
    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    /// All tensors in the order of their names.
    @Override
    public List<TensorInfo> tensors() {
        return Collections.unmodifiableList(tensors);
    }

    @Override
    public TensorInfo tensor(String name) throws ModelFileException {
        return locate(name).info();
    }

    @Override
    public MemorySegment segment(String name) throws ModelFileException {
        var entry = locate(name).entry();
        var bytes = shards.get(entry.shard()).asSlice(entry.offset(), entry.length());
        if (!checked.contains(name)) {
            if (MaskedCrc32c.of(bytes) != entry.checksum()) {
                throw new ModelFileException(place, "tensor " + Quote.of(name) + " does not fit its checksum");
            }
            checked.add(name);
        }
        return bytes;
    }

    private Located locate(String name) throws ModelFileException {
        var found = located.get(name);
        if (found == null) {
            throw new ModelFileException(place, "has no tensor " + Quote.of(name));
        }
        return found;
    }

    /// Unmaps the files.
    @Override
    public void close() {
        if (mapping != null) {
            mapping.close();
        }
    }
}
