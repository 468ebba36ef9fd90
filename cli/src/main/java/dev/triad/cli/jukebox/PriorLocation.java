// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.jukebox.labels.LabelLists;
import dev.triad.jukebox.labels.LabelRules;
import dev.triad.jukebox.prior.PackedPrior;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.PriorFolder;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Torch;
import dev.triad.torch.train.CheckpointFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A prior as options name it: its own folder, a checkpoint, a run, whose best checkpoint is meant, or a packed file.
///
/// @param folder the folder with the weights, or the packed file
public record PriorLocation(Path folder) {
    /// @throws IOException that says what was looked for
    public static PriorLocation of(Path path) throws IOException {
        return find(path)
                .orElseThrow(() -> new IOException(path + ": there is no prior here, neither " + PriorFolder.MODEL
                        + " with " + PriorFolder.CONFIG + " nor a run's checkpoints nor a packed file; train one with"
                        + " triad jukebox prior train"));
    }

    /// Whether there is a prior.
    public static boolean isPrior(Path path) throws IOException {
        return find(path).isPresent();
    }

    private static Optional<PriorLocation> find(Path path) throws IOException {
        if (PriorFolder.isPrior(path) || PackedPrior.isPackedPrior(path)) return Optional.of(new PriorLocation(path));
        var checkpoints = path.resolve("checkpoints");
        if (Files.isDirectory(checkpoints)) {
            var best = checkpoints.resolve("best");
            if (PriorFolder.isPrior(best)) return Optional.of(new PriorLocation(best));
            return new CheckpointFolder(checkpoints)
                    .latest()
                    .filter(PriorFolder::isPrior)
                    .map(PriorLocation::new);
        }
        return Optional.empty();
    }

    /// Whether it is one file of weights in few bits.
    public boolean isPacked() {
        return Files.isRegularFile(folder);
    }

    /// Its sizes, without its weights.
    public PriorConfig config() throws IOException {
        return isPacked() ? PackedPrior.config(folder) : PriorFolder.config(folder);
    }

    /// The artists and genres it knows; nobody for a prior without labels.
    public LabelLists lists() throws IOException {
        var config = config();
        var labels = config.labels();
        if (labels == null) return LabelLists.of(rules(config), List.of(), List.of());
        return isPacked() ? PackedPrior.lists(folder, labels.rules()) : LabelLists.read(folder, labels.rules());
    }

    /// How names are written, and which letters lyrics have: without labels the alphabet's size tells.
    private static LabelRules rules(PriorConfig config) {
        var lyrics = config.lyrics();
        return lyrics != null && lyrics.characters() == LabelRules.V3.alphabet().size() ? LabelRules.V3 : LabelRules.V2;
    }

    /// Loads the prior onto its device; the caller closes it.
    public Prior load(Compute compute) throws IOException {
        Torch.setThreads(compute.threads());
        var prior = isPacked() ? PackedPrior.read(folder) : PriorFolder.read(folder);
        prior.to(compute.device(), DType.F32);
        return prior;
    }
}
