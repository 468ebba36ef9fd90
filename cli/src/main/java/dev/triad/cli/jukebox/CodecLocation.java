// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.file.Sha256;
import dev.triad.jukebox.vqvae.CodecFolder;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.VqVaeConfig;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Torch;
import dev.triad.torch.train.CheckpointFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/// A codec as `--model` names it: a folder with `model.safetensors`, or a run, whose best checkpoint is meant.
///
/// @param folder the one with the weights
record CodecLocation(Path folder) {
    /// @throws IOException that says what was looked for
    static CodecLocation of(Path path) throws IOException {
        if (CodecFolder.isCodec(path)) return new CodecLocation(path);
        var checkpoints = path.resolve("checkpoints");
        if (Files.isDirectory(checkpoints)) {
            var best = checkpoints.resolve("best");
            if (CodecFolder.isCodec(best)) return new CodecLocation(best);
            var latest = new CheckpointFolder(checkpoints).latest();
            if (latest.isPresent()) return new CodecLocation(latest.get());
        }
        throw new IOException(path + ": there is no codec here, neither " + CodecFolder.MODEL + " with "
                + CodecFolder.CONFIG + " nor a run's checkpoints; train one, or convert one with triad model convert");
    }

    /// Loads the codec onto its device; the caller closes it.
    VqVae load(Compute compute) throws IOException {
        Torch.setThreads(compute.threads());
        var model = CodecFolder.read(folder);
        model.to(compute.device(), DType.F32);
        return model;
    }

    /// The hash that code files carry.
    String sha256() throws IOException {
        return Sha256.of(folder.resolve(CodecFolder.MODEL));
    }

    /// What a codec's codes mean.
    static CodeLevels levels(VqVaeConfig config) {
        return new CodeLevels(
                config.sampleRate(),
                IntStream.range(0, config.levels()).mapToObj(config::hop).toList(),
                config.codebookSize());
    }
}
