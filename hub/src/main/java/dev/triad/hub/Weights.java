// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.TensorSource;
import dev.triad.core.model.packed.DecodedTensors;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.hub.pickle.PickleCheckpoint;
import dev.triad.hub.tensorflow.TensorBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Where a model's tensors are.
///
/// @param format how they are written
/// @param file the file to open: of several, their index
public record Weights(Format format, Path file) {
    /// The formats of weights.
    public enum Format {
        SAFETENSORS("safetensors"),
        SHARDED("sharded"),
        PYTORCH("PyTorch"),
        TENSORFLOW("TensorFlow");

        private final String label;

        Format(String label) {
            this.label = label;
        }

        /// What people call it.
        public String label() {
            return label;
        }
    }

    /// Opens the file.
    ///
    /// @throws ModelFileException when it is not what it seemed to be, or damaged
    public TensorSource open() throws IOException {
        return switch (format) {
            case SAFETENSORS -> safetensors();
            case SHARDED -> ShardedCheckpoint.open(file);
            case PYTORCH -> PickleCheckpoint.openModel(file);
            case TENSORFLOW -> TensorBundle.open(file);
        };
    }

    /// A packed model reads like the dense one that it stands for.
    private TensorSource safetensors() throws IOException {
        var plain = SafetensorsFile.open(file);
        return PackedModel.isPacked(plain.metadata()) ? new DecodedTensors(PackedModel.of(plain)) : plain;
    }

    /// Opens the file as a packed model, if it is one.
    ///
    /// @throws ModelFileException when it is one and damaged
    public Optional<PackedModel> openPacked() throws IOException {
        if (format != Format.SAFETENSORS) return Optional.empty();
        var plain = SafetensorsFile.open(file);
        if (PackedModel.isPacked(plain.metadata())) return Optional.of(PackedModel.of(plain));
        plain.close();
        return Optional.empty();
    }
}
