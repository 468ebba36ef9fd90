// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.model.TensorInfo;
import dev.triad.core.model.TensorSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A checkpoint that `torch.save` wrote: `pytorch_model.bin`, `.pt`, `.pth`, `.pth.tar`, in either layout.
///
/// Nested dictionaries, lists and tuples are flattened: the tensor `b` of the dictionary `a` is `a.b`. The file is
/// mapped; contiguous tensors are read in place, others are put in order when they are asked for. Tensors may share
/// a storage, as tied weights do.
///
/// A pickle is a program. This one may make tensors, numbers, text and plain containers; asked for anything else,
/// opening ends with the name it asked for.
///
/// ```java
/// try (var checkpoint = PickleCheckpoint.open(Path.of("prior_level_2.pth.tar"), "model")) {
///     float[] embedding = checkpoint.floats("prior.x_emb.weight");
/// }
/// ```
public final class PickleCheckpoint implements TensorSource {
    private record Located(TensorInfo info, StoredTensor tensor, StorageFile.Storage storage) {}

    /// Tensors that repeat elements of their storage may need more bytes than it has, up to this many.
    private static final long MOST_REPEATED = 64L << 20;

    /// What training programs call the model among the rest of their state.
    private static final List<String> MODEL_DICTIONARIES = List.of("state_dict", "model_state_dict", "model");

    private final String place;
    private final Arena memory;
    private final Map<String, MemorySegment> copies = new HashMap<>();
    private final Map<String, Located> located = new LinkedHashMap<>();
    private final List<TensorInfo> tensors = new ArrayList<>();
    private final Map<String, String> metadata;

    private PickleCheckpoint(String place, MemorySegment bytes, Function<Map<?, ?>, String> choice, Arena memory)
            throws ModelFileException {
        this.place = place;
        this.memory = memory;
        var file = layout(place, bytes.asReadOnly(), memory);
        if (!(file.root() instanceof Map<?, ?> root)) {
            throw new ModelFileException(
                    place, "holds " + PythonValues.kind(file.root()) + " where a dictionary of tensors was expected");
        }
        var tree = ObjectTree.of(place, file.root());
        String dictionary = choice.apply(root);
        String prefix = dictionary.isEmpty() ? "" : dictionary + ".";
        for (var entry : tree.tensors().entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                locate(entry.getKey().substring(prefix.length()), entry.getValue(), file);
            }
        }
        if (tensors.isEmpty() && !dictionary.isEmpty()) {
            throw new ModelFileException(place, "has no tensors in a dictionary " + Quote.of(dictionary));
        }
        this.metadata = Collections.unmodifiableMap(tree.plain());
    }

    /// Maps a file and reads its pickle, but no tensor.
    ///
    /// @throws ModelFileException when there is no such file, it is no checkpoint, or its pickle asks for something
    ///     that is no tensor or plain container
    public static PickleCheckpoint open(Path path) throws IOException {
        return open(path, "");
    }

    /// Maps a file and takes the tensors of one dictionary in it, under their names there.
    ///
    /// @param dictionary the dotted name of the dictionary, such as `model` or `state_dict`
    /// @throws ModelFileException when there is no such file, it is no checkpoint, its pickle asks for something
    ///     that is no tensor or plain container, or it has no such dictionary
    public static PickleCheckpoint open(Path path, String dictionary) throws IOException {
        return open(path, _ -> dictionary);
    }

    /// Maps a file and takes the tensors of the model in it: all of them, or those of the dictionary `state_dict`,
    /// `model_state_dict` or `model` where a training program has put its own state beside it.
    ///
    /// @throws ModelFileException as [#open(Path)] does
    public static PickleCheckpoint openModel(Path path) throws IOException {
        return open(path, PickleCheckpoint::modelDictionary);
    }

    private static String modelDictionary(Map<?, ?> root) {
        boolean plain = root.values().stream().anyMatch(StoredTensor.class::isInstance);
        return plain
                ? ""
                : MODEL_DICTIONARIES.stream()
                        .filter(name -> root.get(name) instanceof Map<?, ?>)
                        .findFirst()
                        .orElse("");
    }

    @SuppressWarnings("MustBeClosedChecker") // the memory is released with the checkpoint
    private static PickleCheckpoint open(Path path, Function<Map<?, ?>, String> choice) throws IOException {
        if (Files.isDirectory(path)) {
            throw new ModelFileException(path.toString(), "is a folder where a PyTorch checkpoint was expected");
        }
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new PickleCheckpoint(path.toString(), bytes, choice, arena);
        } catch (NoSuchFileException _) {
            arena.close();
            throw new ModelFileException(path.toString(), "there is no such file");
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /// Reads a checkpoint that lies in memory already. The bytes are neither copied nor released.
    ///
    /// @param place how errors call it
    /// @param dictionary the dotted name of the dictionary to take; empty for all
    /// @throws ModelFileException as [#open(Path, String)] does
    @SuppressWarnings("MustBeClosedChecker")
    public static PickleCheckpoint of(String place, MemorySegment bytes, String dictionary) throws ModelFileException {
        var arena = Arena.ofShared();
        try {
            return new PickleCheckpoint(place, bytes, _ -> dictionary, arena);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static StorageFile layout(String place, MemorySegment file, Arena memory) throws ModelFileException {
        if (ZipLayout.recognises(file)) {
            return ZipLayout.read(place, file, memory);
        }
        if (LegacyLayout.recognises(file)) {
            return LegacyLayout.read(place, file);
        }
        throw new ModelFileException(
                place, "is no PyTorch checkpoint: it starts neither like a zip archive nor like a pickle");
    }

    private void locate(String name, StoredTensor tensor, StorageFile file) throws ModelFileException {
        try {
            tensor.requireWithinStorage();
            var storage = file.find(tensor.storage());
            long length = tensor.dtype().byteLength(tensor.size());
            if (length > tensor.storage().byteLength() && length > MOST_REPEATED) {
                throw new IllegalArgumentException(
                        "repeats the " + tensor.storage().byteLength() + " bytes of its storage up to " + length
                                + ", more than the " + MOST_REPEATED + " allowed");
            }
            var info = new TensorInfo(
                    name, tensor.dtype(), tensor.size(), storage.fileOffset() + tensor.startByte(), length);
            located.put(name, new Located(info, tensor, storage));
            tensors.add(info);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(place, "tensor " + Quote.of(name) + " " + e.getMessage());
        }
    }

    @Override
    public String place() {
        return place;
    }

    /// The numbers and texts that lie beside the tensors, such as `step`, under their dotted names in the whole
    /// file.
    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    /// All tensors in the order of the pickle.
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
        var found = locate(name);
        var storage = found.storage().bytes();
        return found.tensor().isContiguous()
                ? storage.asSlice(found.tensor().startByte(), found.info().byteLength())
                : copy(found, storage);
    }

    /// Copies live as long as the mapping does: who reads them need not know that they are copies.
    private synchronized MemorySegment copy(Located scattered, MemorySegment storage) {
        return copies.computeIfAbsent(
                scattered.info().name(), _ -> StridedCopy.of(storage, scattered.tensor(), memory));
    }

    private Located locate(String name) throws ModelFileException {
        var found = located.get(name);
        if (found == null) {
            throw new ModelFileException(place, "has no tensor " + Quote.of(name));
        }
        return found;
    }

    /// Unmaps the file and releases what was copied from it.
    @Override
    public void close() {
        memory.close();
    }
}
