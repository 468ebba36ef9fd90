// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.core.model.TensorInfo;
import dev.triad.core.model.TensorSource;
import dev.triad.core.model.packed.ModelDescription;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.CheckpointTensors;
import dev.triad.electra.checkpoint.ConfigInference;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.ModelLoader;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.hub.ModelDirectory;
import dev.triad.hub.json.JsonFile;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A text encoder's checkpoint as a command meets it: found by `hub`, understood by `electra`.
///
/// @param directory where it lies
/// @param config its sizes and its head
/// @param stored the content of its `config.json`; null where it has none
/// @param part which half is meant, where it holds two models
public record Checkpoint(
        ModelDirectory directory,
        ModelConfig config,
        @Nullable JsonNode stored,
        Part part) {
    /// Finds a checkpoint and reads its sizes: from `config.json`, or from the shapes where there is none.
    public static Checkpoint of(Path path, Part part) throws IOException {
        var directory = ModelDirectory.of(path);
        var packed = directory.packed();
        if (packed.isPresent()) {
            String place = directory.weights().file() + " (" + ModelDescription.CONFIG + ")";
            var stored = JsonFile.read(place, packed.get().config().getBytes(StandardCharsets.UTF_8));
            return new Checkpoint(directory, ConfigJson.read(place, stored), stored, part);
        }
        var file = directory.configFile();
        if (file.isPresent()) {
            var stored = directory.config();
            return new Checkpoint(directory, ConfigJson.read(file.get().toString(), stored), stored, part);
        }
        try (var source = directory.openTensors()) {
            var shapes = source.tensors().stream().collect(Collectors.toMap(TensorInfo::name, TensorInfo::shape));
            return new Checkpoint(directory, ConfigInference.electra(path.toString(), shapes, part), null, part);
        }
    }

    /// The tensors as they are stored.
    public List<TensorInfo> tensors() throws IOException {
        try (TensorSource source = directory.openTensors()) {
            return source.tensors();
        }
    }

    /// What is done with a checkpoint's tensors.
    @FunctionalInterface
    public interface Use<T> {
        T apply(SequencedMap<String, Tensor> tensors) throws IOException;
    }

    /// The model with its weights; the caller closes it.
    public TextModel load() throws IOException {
        return read(tensors -> {
            var model = new TextModel(config);
            try {
                ModelLoader.load(model, tensors, false, part);
                return model;
            } catch (RuntimeException e) {
                model.close();
                throw e;
            }
        });
    }

    /// Looks at the tensors under Hugging Face's names, each once, kernels the way round it has them.
    public <T> T readNamed(Use<T> use) throws IOException {
        return read(
                tensors -> use.apply(CheckpointTensors.named(config.encoder().family(), tensors, part)));
    }

    private <T> T read(Use<T> use) throws IOException {
        try (var _ = Scope.open();
                var file = TensorFile.of(directory.openTensors())) {
            ModelLoader.requireRoom(config, file.tensors());
            return use.apply(file.tensors());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(directory.folder() + ": " + e.getMessage(), e);
        }
    }
}
