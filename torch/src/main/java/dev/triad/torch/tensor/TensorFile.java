// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.SafetensorsHeader;
import dev.triad.core.model.SafetensorsWriter;
import dev.triad.core.model.TensorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// A checkpoint as tensors: what is read lies in the mapped file until somebody copies it, so loading a model never
/// holds it twice.
///
/// ```java
/// try (var _ = Scope.open(); var file = TensorFile.open(path)) {
///     model.load(file.tensors());
/// }
/// ```
public final class TensorFile implements AutoCloseable {
    private final TensorSource source;
    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();

    private TensorFile(TensorSource source) throws IOException {
        this.source = source;
        for (var info : source.tensors()) {
            var dtype = dtype(source.place(), info.name(), info.dtype());
            tensors.put(info.name(), Tensors.borrow(source.segment(info.name()), dtype, info.shape()));
        }
    }

    /// Maps a safetensors file. Its tensors belong to the open scope and are valid until the file closes.
    ///
    /// @throws ModelFileException when it is no safetensors file, or has an element type libtorch does not
    ///     compute with
    public static TensorFile open(Path path) throws IOException {
        return of(SafetensorsFile.open(path));
    }

    /// The tensors of any checkpoint. Closing the result closes `source`.
    ///
    /// @throws ModelFileException when one has an element type libtorch does not compute with
    public static TensorFile of(TensorSource source) throws IOException {
        try {
            Scope.require("TensorFile.of");
            return new TensorFile(source);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static DType dtype(String place, String name, dev.triad.core.model.DType stored) throws ModelFileException {
        for (var type : DType.values()) {
            if (type.name().equals(stored.name())) return type;
        }
        throw new ModelFileException(
                place, "tensor " + name + " has element type " + stored + ", which is not one Triad trains with");
    }

    /// The tensors by name, on the CPU and read-only, in the order of the file.
    public SequencedMap<String, Tensor> tensors() {
        return Collections.unmodifiableSequencedMap(tensors);
    }

    /// Free text by key.
    public Map<String, String> metadata() {
        return source.metadata();
    }

    @Override
    public void close() {
        source.close();
    }

    /// Writes tensors under their names; the file appears whole or not at all.
    public static void write(Path path, Map<String, String> metadata, Map<String, Tensor> tensors) throws IOException {
        var plan = SafetensorsHeader.builder().metadata(metadata);
        tensors.forEach((name, tensor) -> plan.tensor(
                name, dev.triad.core.model.DType.valueOf(tensor.dtype().name()), tensor.shape()));
        var header = plan.build();
        try (var writer = SafetensorsWriter.create(path, header)) {
            for (var info : header.tensors()) {
                var tensor = tensors.get(info.name());
                if (tensor == null) throw new IllegalStateException("planned tensor " + info.name() + " is gone");
                try (var _ = Scope.open()) {
                    writer.write(
                            info.name(),
                            tensor.detach().to(Device.CPU).contiguous().segment());
                }
            }
            writer.commit();
        }
    }
}
