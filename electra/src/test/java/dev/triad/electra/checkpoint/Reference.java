// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The reference models of the tests, made by `bench/peers/make_fixtures.py`.
final class Reference {
    private Reference() {}

    static Path folder(String name) {
        try {
            return Path.of(Reference.class.getResource(name + "/config.json").toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static ModelConfig config(Path folder) throws IOException {
        return ConfigJson.read(folder.toString(), Files.readString(folder.resolve("config.json")));
    }

    /// The model with its weights; the caller closes it.
    static TextModel model(String name) throws IOException {
        var folder = folder(name);
        var model = new TextModel(config(folder));
        try (var _ = Scope.open();
                var file = TensorFile.open(folder.resolve("model.safetensors"))) {
            ModelLoader.load(model, file.tensors(), false, Part.DISCRIMINATOR);
        }
        return model;
    }
}
