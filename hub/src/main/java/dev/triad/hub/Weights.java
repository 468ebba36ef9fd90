// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.model.TensorSource;
import dev.triad.hub.pickle.PickleCheckpoint;
import dev.triad.hub.tensorflow.TensorBundle;
import java.io.IOException;
import java.nio.file.Path;

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
            case SAFETENSORS -> SafetensorsFile.open(file);
            case SHARDED -> ShardedCheckpoint.open(file);
            case PYTORCH -> PickleCheckpoint.openModel(file);
            case TENSORFLOW -> TensorBundle.open(file);
        };
    }
}
