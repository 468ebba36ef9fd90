// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.jukebox.PriorLocation;
import dev.triad.cli.model.Checkpoint;
import dev.triad.cli.model.Destination;
import dev.triad.cli.model.HuggingFaceFolder;
import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.AtomicFolder;
import dev.triad.core.file.Storage;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.packed.PackedModel;
import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.jukebox.prior.PriorFolder;
import dev.triad.quant.pack.PackedOutputs;
import dev.triad.quant.scalar.Grid;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.TensorFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `triad quant expand`.
@Command(
        name = "expand",
        header = "Writes a packed model as a folder of floats.",
        description = {
            "Computes every weight of a packed model and writes config.json, model.safetensors (f32) and the"
                    + " tokenizer's files, for transformers and other tools. Packed again by the same plan, it gives"
                    + " the same file.",
            "A prior becomes a prior's folder, with its lists of artists and genres."
        },
        footer = "triad quant expand sst2.safetensors sst2-expanded")
public final class ExpandCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The packed model.")
    Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "DST", description = "The folder to write: absent or empty.")
    Path target = Path.of("");

    @Option(names = "--force", description = "Replaces the model that is in DST.")
    boolean force;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return PriorLocation.isPrior(file) ? expandPrior() : expandEncoder();
    }

    private int expandPrior() throws IOException {
        var location = PriorLocation.of(file);
        if (!location.isPacked()) throw new ModelFileException(file.toString(), "is no packed model but a folder");
        Destination.requireFreeFolder(target, force, file.toAbsolutePath());
        try (var folder = AtomicFolder.create(target);
                var prior = location.load(Compute.plain())) {
            PriorFolder.write(prior, location.lists(), folder.path());
            folder.commit();
            said(prior.parameterCount());
        }
        return ExitCode.OK;
    }

    private void said(long count) {
        spec.commandLine().getOut().printf(Locale.ROOT, "wrote %s: %,d weights, %,d bytes%n", target, count, 4 * count);
    }

    private int expandEncoder() throws IOException {
        var checkpoint = Checkpoint.of(file, Part.DISCRIMINATOR);
        var description = checkpoint
                .directory()
                .packed()
                .orElseThrow(() -> new ModelFileException(
                        file.toString(), "is no packed model; triad model convert writes others as a folder"));
        Destination.requireFreeFolder(target, force, checkpoint.directory().folder());
        SequencedMap<String, Grid> calibrated;
        try (var packed = PackedModel.open(checkpoint.directory().weights().file())) {
            calibrated = PackedOutputs.of(packed.content());
        }
        checkpoint.load().close(); // everything must be there, of the right shape, and a number
        try (var folder = AtomicFolder.create(target)) {
            long count = checkpoint.readNamed(tensors -> {
                TensorFile.write(folder.path().resolve(HuggingFaceFolder.WEIGHTS), Map.of("format", "pt"), tensors);
                return tensors.values().stream()
                        .mapToLong(tensor -> tensor.count())
                        .sum();
            });
            for (var text : description.files().entrySet()) {
                var plain = Path.of(text.getKey()).getFileName();
                if (!plain.toString().equals(text.getKey())) {
                    throw new ModelFileException(
                            file.toString(), "holds a file that is called '" + text.getKey() + "', which is a path");
                }
                AtomicFile.write(
                        folder.path().resolve(plain.toString()),
                        text.getValue().getBytes(StandardCharsets.UTF_8),
                        Storage.DISK);
            }
            var tokenizer = checkpoint.directory().tokenizer();
            if (tokenizer.isPresent()) {
                HuggingFaceFolder.writeTokenizer(
                        folder.path(),
                        tokenizer.get().tokenizer(),
                        checkpoint.config().encoder(),
                        OptionalInt.empty());
            }
            folder.commit();
            if (!calibrated.isEmpty()) {
                spec.commandLine().getOut().printf("the outputs of %d layers are floats again%n", calibrated.size());
            }
            said(count);
        }
        return ExitCode.OK;
    }
}
