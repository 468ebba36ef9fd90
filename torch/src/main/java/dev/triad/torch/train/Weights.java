// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.torch.nn.Module;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A module's parameters and buffers as a `model.safetensors` under the module's own names.
public final class Weights {
    private Weights() {}

    /// Writes every parameter once (a shared one under its first name) and every buffer.
    public static void write(Module model, Path path) throws IOException {
        try (var _ = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            model.uniqueParameters().forEach((name, parameter) -> tensors.put(name, parameter.master()));
            tensors.putAll(model.buffers());
            TensorFile.write(path, Map.of("format", "pt"), tensors); // the key Hugging Face's loader insists on
        }
    }

    /// Writes every parameter under each of its names, and every buffer: what other tools expect of a model whose
    /// layers share weights.
    public static void writeAllNames(Module model, Path path) throws IOException {
        try (var _ = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            model.parameters().forEach((name, parameter) -> tensors.put(name, parameter.master()));
            tensors.putAll(model.buffers());
            TensorFile.write(path, Map.of("format", "pt"), tensors);
        }
    }

    /// Loads what [#write] wrote, or any file with the same names and shapes; all or nothing, see [Module#load].
    ///
    /// @throws IllegalArgumentException that names the file and lists everything that does not fit
    public static void read(Module model, Path path) throws IOException {
        try (var _ = Scope.open();
                var file = TensorFile.open(path)) {
            model.load(file.tensors());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }
}
