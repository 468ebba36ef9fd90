// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.TensorInfo;
import dev.triad.core.model.TensorSource;
import dev.triad.hub.json.JsonFile;
import dev.triad.hub.pickle.PickleCheckpoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// A model in several files: `model.safetensors.index.json`, or `pytorch_model.bin.index.json`, says which tensor is
/// in which file beside it.
///
/// What the index says must be so: each tensor in the file it names, and in no other. Tensors that it does not
/// mention belong to the model as well, as they do for `transformers`.
public final class ShardedCheckpoint implements TensorSource {
    private static final int MOST_SHARDS = 10_000;

    private final String place;
    private final Map<String, String> metadata;
    private final List<TensorSource> shards = new ArrayList<>();
    private final Map<String, TensorSource> shardOf = new LinkedHashMap<>();
    private final List<TensorInfo> tensors = new ArrayList<>();

    private ShardedCheckpoint(String place, Map<String, String> metadata) {
        this.place = place;
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /// Opens an index and all files it names.
    ///
    /// @throws ModelFileException when a file is missing or damaged, or the index and the files contradict each
    ///     other
    public static ShardedCheckpoint open(Path index) throws IOException {
        String place = index.toString();
        var json = JsonFile.read(index);
        var files = files(place, json);
        var checkpoint = new ShardedCheckpoint(place, metadata(json));
        try {
            for (var file : files.entrySet()) {
                checkpoint.add(index.resolveSibling(file.getKey()), file.getValue());
            }
            return checkpoint;
        } catch (IOException | RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    /// The files of an index with the tensors it says they hold.
    private static SequencedMap<String, List<String>> files(String place, JsonNode json) throws ModelFileException {
        var map = json.get("weight_map");
        if (map == null || !map.isObject() || map.isEmpty()) {
            throw new ModelFileException(place, "has no weight_map of tensors and their files");
        }
        var files = new LinkedHashMap<String, List<String>>();
        for (var entry : map.properties()) {
            String file = entry.getValue().isString() ? entry.getValue().stringValue() : "";
            if (!isPlainName(file)) {
                throw new ModelFileException(
                        place,
                        "puts tensor " + Quote.of(entry.getKey()) + " into " + Quote.of(file)
                                + ", where the name of a file beside it was expected");
            }
            files.computeIfAbsent(file, _ -> new ArrayList<>()).add(entry.getKey());
            if (files.size() > MOST_SHARDS) {
                throw new ModelFileException(place, "names more than " + MOST_SHARDS + " files");
            }
        }
        return files;
    }

    /// A name that cannot lead out of its folder.
    private static boolean isPlainName(String file) {
        return (file.endsWith(".safetensors") || file.endsWith(".bin"))
                && !file.startsWith(".")
                && file.codePoints().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
    }

    private static Map<String, String> metadata(JsonNode json) {
        var metadata = new TreeMap<String, String>();
        for (var entry : json.path("metadata").properties()) {
            if (entry.getValue().isValueNode()) {
                metadata.put(entry.getKey(), entry.getValue().asString());
            }
        }
        return metadata;
    }

    private void add(Path path, List<String> listed) throws IOException {
        var shard = path.toString().endsWith(".bin") ? PickleCheckpoint.open(path) : SafetensorsFile.open(path);
        shards.add(shard);
        var present = new HashSet<String>();
        for (var tensor : shard.tensors()) {
            var earlier = shardOf.putIfAbsent(tensor.name(), shard);
            if (earlier != null) {
                throw new ModelFileException(
                        place,
                        "tensor " + Quote.of(tensor.name()) + " is in two files, " + earlier.place() + " and "
                                + shard.place());
            }
            tensors.add(tensor);
            present.add(tensor.name());
        }
        for (String name : listed) {
            if (!present.contains(name)) {
                throw new ModelFileException(
                        place, "puts tensor " + Quote.of(name) + " into " + shard.place() + ", where it is not");
            }
        }
    }

    @Override
    public String place() {
        return place;
    }

    /// What the index says besides, such as `total_size`.
    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    /// All tensors, file by file.
    @Override
    public List<TensorInfo> tensors() {
        return Collections.unmodifiableList(tensors);
    }

    @Override
    public TensorInfo tensor(String name) throws ModelFileException {
        return shardOf(name).tensor(name);
    }

    @Override
    public MemorySegment segment(String name) throws ModelFileException {
        return shardOf(name).segment(name);
    }

    private TensorSource shardOf(String name) throws ModelFileException {
        var shard = shardOf.get(name);
        if (shard == null) {
            throw new ModelFileException(place, "has no tensor " + Quote.of(name));
        }
        return shard;
    }

    /// Releases all files.
    @Override
    public void close() {
        shards.forEach(TensorSource::close);
    }
}
