// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.core.file.AtomicFolder;
import dev.triad.core.model.TensorInfo;
import dev.triad.hub.ModelDirectory;
import dev.triad.jukebox.vqvae.CodecFolder;
import dev.triad.jukebox.vqvae.CodecJson;
import dev.triad.jukebox.vqvae.ImportedCodec;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.VqVaeConfig;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Brings Jukebox's codec, as OpenAI or Hugging Face stores it, into the form that `triad jukebox vqvae` loads.
///
/// @param directory where it lies
record CodecConversion(ModelDirectory directory) {
    /// What a pickle calls the sample rate, when its settings are beside the weights.
    private static final String RATE = "hps.sr";

    /// Whether a model holds a codec.
    static boolean fits(ModelDirectory directory) throws IOException {
        try (var source = directory.openTensors()) {
            return ImportedCodec.recognises(
                    source.tensors().stream().map(TensorInfo::name).toList());
        }
    }

    /// Converts, whole or not at all.
    ///
    /// @return its sizes
    /// @throws IllegalArgumentException when it is not a codec that works
    VqVaeConfig run(Path target) throws IOException {
        try (var _ = Scope.open();
                var source = TensorFile.of(directory.openTensors())) {
            var tensors = ImportedCodec.released(source.tensors());
            var config = config(tensors, source.metadata());
            try (var model = new VqVae(config)) {
                CodecFolder.load(model, tensors);
                requireNumbers(tensors);
                try (var folder = AtomicFolder.create(target)) {
                    CodecFolder.writeModel(model, folder.path());
                    folder.commit();
                }
            }
            return config;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(directory.weights().file() + ": " + e.getMessage(), e);
        }
    }

    private VqVaeConfig config(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        var file = directory.folder().resolve(CodecFolder.CONFIG);
        if (Files.isRegularFile(file)) return CodecJson.read(file.toString(), Files.readString(file));
        var shapes = new LinkedHashMap<String, long[]>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        int rate = VqVaeConfig.jukebox().sampleRate();
        var stored = metadata.get(RATE);
        if (stored != null && stored.matches("\\d{1,7}")) rate = Integer.parseInt(stored);
        return ImportedCodec.infer(shapes, rate);
    }

    private static void requireNumbers(Map<String, Tensor> tensors) {
        tensors.forEach((name, tensor) -> {
            if (tensor.isfinite().logical_not().sum().item() > 0) {
                throw new IllegalArgumentException("tensor " + name + " holds something that is no number");
            }
        });
    }
}
