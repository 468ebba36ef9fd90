// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.core.model.TensorInfo;
import dev.triad.core.model.TensorSource;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.ConfigInference;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.ModelLoader;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.hub.ModelDirectory;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A text encoder's checkpoint as a command meets it: found by `hub`, understood by `electra`.
public record Checkpoint(ModelDirectory directory, ModelConfig config, Part part) {
    /// Finds a checkpoint and reads its sizes: from `config.json`, or from the shapes where there is none.
    public static Checkpoint of(Path path, Part part) throws IOException {
        var directory = ModelDirectory.of(path);
        var file = directory.configFile();
        if (file.isPresent()) {
            return new Checkpoint(
                    directory, ConfigJson.read(file.get().toString(), Files.readString(file.get())), part);
        }
        try (var source = directory.openTensors()) {
            var shapes = source.tensors().stream().collect(Collectors.toMap(TensorInfo::name, TensorInfo::shape));
            return new Checkpoint(directory, ConfigInference.electra(path.toString(), shapes, part), part);
        }
    }

    /// The tensors as they are stored.
    public List<TensorInfo> tensors() throws IOException {
        try (TensorSource source = directory.openTensors()) {
            return source.tensors();
        }
    }

    /// The model with its weights; the caller closes it.
    public TextModel load() throws IOException {
        var model = new TextModel(config);
        try (var _ = Scope.open();
                var file = TensorFile.of(directory.openTensors())) {
            ModelLoader.load(model, file.tensors(), false, part);
            return model;
        } catch (IllegalArgumentException e) {
            model.close();
            throw new IllegalArgumentException(directory.folder() + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
