// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.labels.LabelLists;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A prior on disk: `config.json`, `model.safetensors` with the names of the released checkpoints, the lists of
/// artists and genres it knows, and `ema.safetensors` with averaged weights, which are the ones to use, where
/// there are any.
public final class PriorFolder {
    /// The weights.
    public static final String MODEL = "model.safetensors";

    public static final String CONFIG = "config.json";
    private static final String AVERAGE = "ema.safetensors";

    private PriorFolder() {}

    /// Writes a prior and its lists.
    public static void write(Prior prior, LabelLists lists, Path folder) throws IOException {
        Weights.write(prior, folder.resolve(MODEL));
        if (prior.config().labels() != null) lists.write(folder);
        Files.writeString(folder.resolve(CONFIG), PriorJson.write(prior.config()));
    }

    /// Writes tensors under a prior's names, one by one, without the prior.
    ///
    /// @param tensors a shared one under the first of its names
    /// @param lists of artists and genres, or null for a prior without labels
    public static void write(Map<String, Tensor> tensors, PriorConfig config, @Nullable LabelLists lists, Path folder)
            throws IOException {
        TensorFile.write(folder.resolve(MODEL), Map.of("format", "pt"), tensors);
        if (lists != null) lists.write(folder);
        Files.writeString(folder.resolve(CONFIG), PriorJson.write(config));
    }

    /// Whether there is a prior in a folder, and not another model.
    public static boolean isPrior(Path folder) {
        var config = folder.resolve(CONFIG);
        if (!Files.isRegularFile(folder.resolve(MODEL)) || !Files.isRegularFile(config)) return false;
        try {
            return PriorJson.isPrior(Files.readString(config));
        } catch (IOException _) {
            return false; // whoever wants to read it is told why that fails
        }
    }

    /// The sizes of a prior, without its weights.
    ///
    /// @throws IOException that says what is missing
    /// @throws IllegalArgumentException that names the file and what is wrong with it
    public static PriorConfig config(Path folder) throws IOException {
        var file = folder.resolve(CONFIG);
        if (!Files.isRegularFile(file)) throw new IOException(folder + " has no " + CONFIG + "; it is no prior");
        return PriorJson.read(file.toString(), Files.readString(file));
    }

    /// Reads a prior for use: its averaged weights where there are any. The caller closes it.
    ///
    /// @throws IOException that says what is missing
    /// @throws IllegalArgumentException that names the folder and lists everything that does not fit
    public static Prior read(Path folder) throws IOException {
        var prior = new Prior(config(folder));
        try (var _ = Scope.open();
                var weights = TensorFile.open(folder.resolve(MODEL))) {
            var all = new LinkedHashMap<>(weights.tensors());
            var average = folder.resolve(AVERAGE);
            if (Files.isRegularFile(average)) {
                try (var averages = TensorFile.open(average)) {
                    all.putAll(averages.tensors());
                    prior.load(all);
                }
            } else {
                prior.load(all);
            }
            return prior;
        } catch (IOException | RuntimeException e) {
            prior.close();
            if (e instanceof IllegalArgumentException wrong) {
                throw new IllegalArgumentException(folder + ": " + wrong.getMessage(), wrong);
            }
            throw e;
        }
    }
}
