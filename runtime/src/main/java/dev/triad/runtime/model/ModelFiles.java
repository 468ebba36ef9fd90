// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.model;

import dev.triad.core.model.DType;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.packed.DenseWeight;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.files.TokenizerFolder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An encoder as it lies on disk: a packed model, or a folder as `transformers` saves it, with `config.json`,
/// `model.safetensors` and the files of a tokenizer. Its weights are mapped into memory until it is closed.
public final class ModelFiles implements AutoCloseable {
    private static final String WEIGHTS = "model.safetensors";

    /// Where files that lie beside it are; null for one in memory.
    private final @Nullable Path folder;

    private final SafetensorsFile file;
    private final @Nullable PackedModel packed;

    private ModelFiles(@Nullable Path folder, SafetensorsFile file, @Nullable PackedModel packed) {
        this.folder = folder;
        this.file = file;
        this.packed = packed;
    }

    /// Opens a model.
    ///
    /// @param path a packed model, or a folder with one or with a checkpoint
    /// @throws ModelFileException when there is none, or one that cannot be read
    public static ModelFiles open(Path path) throws IOException {
        var file = Files.isDirectory(path) ? path.resolve(WEIGHTS) : path;
        if (!Files.exists(path)) {
            throw new ModelFileException(path.toString(), "there is no such file or folder");
        }
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(
                    path.toString(), "has no " + WEIGHTS + "; other checkpoints become one by 'triad model convert'");
        }
        var above = file.toAbsolutePath().getParent();
        return of(above == null ? Path.of("") : above, SafetensorsFile.open(file));
    }

    /// A packed model that lies in memory. The bytes are neither copied nor released.
    ///
    /// @param place how errors call it
    /// @throws ModelFileException when the bytes are none
    public static ModelFiles of(String place, MemorySegment bytes) throws IOException {
        var tensors = SafetensorsFile.of(place, bytes);
        if (!PackedModel.isPacked(tensors.metadata())) {
            throw new ModelFileException(place, "is no packed model; only such a one brings its own configuration");
        }
        return of(null, tensors);
    }

    private static ModelFiles of(@Nullable Path folder, SafetensorsFile tensors) throws IOException {
        boolean isPacked = PackedModel.isPacked(tensors.metadata());
        return new ModelFiles(folder, tensors, isPacked ? PackedModel.of(tensors) : null);
    }

    /// How errors call the model.
    public String place() {
        return file.place();
    }

    /// Its configuration.
    ///
    /// @throws ModelFileException when it has none that can be run
    public EncoderConfig config() throws IOException {
        var text = text(ModelDescription.CONFIG);
        if (text.isEmpty()) {
            throw new ModelFileException(place(), "there is no " + ModelDescription.CONFIG + " beside or in it");
        }
        return EncoderConfig.read(place() + " (" + ModelDescription.CONFIG + ")", text.get());
    }

    /// A text that lies beside the weights, or was packed with them.
    ///
    /// @param name the name of the file
    public Optional<String> text(String name) throws IOException {
        if (packed != null) {
            return Optional.ofNullable(packed.description().files().get(name));
        }
        if (folder == null) {
            return Optional.empty();
        }
        var beside = folder.resolve(name);
        return Files.isRegularFile(beside) ? Optional.of(Files.readString(beside)) : Optional.empty();
    }

    /// Its weights.
    ///
    /// @throws ModelFileException when one is of a type that no model is made of
    public Weights weights(Family family) throws IOException {
        var weights = new HashMap<String, PackedWeight>();
        if (packed != null) {
            var content = packed.content();
            weights.putAll(content.weights());
            for (String alias : content.aliases().keySet()) {
                weights.put(alias, packed.weight(alias));
            }
        } else {
            addDense(weights);
        }
        return new Weights(place(), family, weights);
    }

    /// Floats only: what else checkpoints hold (`position_ids`) is needed by nobody.
    private void addDense(Map<String, PackedWeight> weights) throws ModelFileException {
        for (var tensor : file.tensors()) {
            var type = tensor.dtype();
            if (type != DType.F32 && type != DType.F16 && type != DType.BF16) {
                continue;
            }
            try {
                var shape = WeightShape.of(tensor.shape());
                weights.put(tensor.name(), new DenseWeight(shape, type, file.segment(tensor.name())));
            } catch (IllegalArgumentException e) {
                throw new ModelFileException(place(), "tensor '" + tensor.name() + "': " + e.getMessage());
            }
        }
    }

    /// Its tokenizer: inside a packed model, or in the files beside the weights.
    ///
    /// @throws IOException when there is none, or one that is not read
    public Tokenizer tokenizer() throws IOException {
        if (packed != null) {
            var inside = packed.tokenizer();
            if (inside.isPresent()) {
                return inside.get();
            }
        }
        if (folder == null || !TokenizerFolder.isPresent(folder)) {
            throw new ModelFileException(place(), "there is no tokenizer beside or in it");
        }
        return TokenizerFolder.open(folder);
    }

    /// Unmaps the weights.
    @Override
    public void close() {
        file.close();
    }
}
