// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A codec on disk: `config.json`, `model.safetensors` with the names of the released checkpoint, and for a codec
/// that is to go on learning `codebooks.safetensors` with the sums behind the codes and `ema.safetensors` with
/// the averaged weights, which are the ones to use.
public final class CodecFolder {
    /// The weights, and the codes' vectors.
    public static final String MODEL = "model.safetensors";

    public static final String CONFIG = "config.json";
    private static final String SUMS = "codebooks.safetensors";
    private static final String AVERAGE = "ema.safetensors";

    private CodecFolder() {}

    /// Writes a codec with all it needs to go on learning.
    public static void write(VqVae model, Path folder) throws IOException {
        try (var _ = Scope.open()) {
            var sums = new LinkedHashMap<String, Tensor>();
            model.buffers().forEach((name, buffer) -> {
                if (!name.endsWith(".k")) sums.put(name, buffer);
            });
            TensorFile.write(folder.resolve(SUMS), Map.of(), sums);
        }
        writeModel(model, folder);
    }

    /// Writes a codec for use.
    public static void writeModel(VqVae model, Path folder) throws IOException {
        try (var _ = Scope.open()) {
            var tensors = new LinkedHashMap<String, Tensor>();
            model.uniqueParameters().forEach((name, parameter) -> tensors.put(name, parameter.master()));
            model.buffers().forEach((name, buffer) -> {
                if (name.endsWith(".k")) tensors.put(name, buffer);
            });
            TensorFile.write(folder.resolve(MODEL), Map.of("format", "pt"), tensors);
        }
        Files.writeString(folder.resolve(CONFIG), CodecJson.write(model.config()));
    }

    /// Takes over what [#write] wrote.
    public static void resume(VqVae model, Path folder) throws IOException {
        try (var _ = Scope.open();
                var weights = TensorFile.open(folder.resolve(MODEL));
                var sums = TensorFile.open(folder.resolve(SUMS))) {
            var all = new LinkedHashMap<>(weights.tensors());
            all.putAll(sums.tensors());
            model.load(all);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(folder + ": " + e.getMessage(), e);
        }
    }

    /// Whether there is a codec in a folder.
    public static boolean isCodec(Path folder) {
        return Files.isRegularFile(folder.resolve(MODEL)) && Files.isRegularFile(folder.resolve(CONFIG));
    }

    /// The sizes of a codec, without its weights.
    ///
    /// @throws IOException that says what is missing
    public static VqVaeConfig config(Path folder) throws IOException {
        var file = folder.resolve(CONFIG);
        if (!Files.isRegularFile(file)) throw new IOException(folder + " has no " + CONFIG + "; it is no codec");
        return CodecJson.read(file.toString(), Files.readString(file));
    }

    /// Reads a codec for use: its averaged weights where there are any. The caller closes it.
    ///
    /// @throws IOException that says what is missing
    /// @throws IllegalArgumentException that names the folder and lists everything that does not fit
    public static VqVae read(Path folder) throws IOException {
        var model = new VqVae(config(folder));
        try (var _ = Scope.open();
                var weights = TensorFile.open(folder.resolve(MODEL))) {
            var all = new LinkedHashMap<>(weights.tensors());
            var average = folder.resolve(AVERAGE);
            if (Files.isRegularFile(average)) {
                try (var averages = TensorFile.open(average)) {
                    averages.tensors().forEach((name, tensor) -> all.put(name, tensor.copy()));
                }
            }
            load(model, all);
            return model;
        } catch (IOException | RuntimeException e) {
            model.close();
            if (e instanceof IllegalArgumentException wrong) {
                throw new IllegalArgumentException(folder + ": " + wrong.getMessage(), wrong);
            }
            throw e;
        }
    }

    /// Loads tensors under the released names, all or nothing; the sums behind the codes start as if every code
    /// had been met once.
    public static void load(VqVae model, Map<String, Tensor> tensors) {
        var all = new LinkedHashMap<>(tensors);
        model.buffers().forEach((name, buffer) -> {
            if (!name.endsWith(".k")) all.put(name, buffer);
        });
        model.load(all);
        for (int level = 0; level < model.config().levels(); level++)
            model.codebook(level).restart(1);
    }
}
