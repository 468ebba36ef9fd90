// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.electra.checkpoint.Verification;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Compares a model with reference activations.
@Command(
        name = "verify",
        header = "Compares a model with the numbers of a reference.",
        description = {
            "Runs a model on the input_ids, attention_mask and token_type_ids of a safetensors file and prints, for every"
                    + " other tensor in it (hidden_states.N, logits, start_logits, end_logits), the largest absolute"
                    + " difference over real tokens.",
            "Ends with status 1 when one is above the tolerance. Computes in f32 unless told otherwise."
        },
        footer = "triad model verify electra-small expected.safetensors --tolerance 1e-5")
public final class VerifyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "The model: a folder or a file of weights.")
    Path model = Path.of("");

    @Parameters(index = "1", paramLabel = "EXPECTED", description = "Inputs and expected tensors, as safetensors.")
    Path expected = Path.of("");

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            defaultValue = "1e-4",
            description = "Largest difference allowed (default: ${DEFAULT-VALUE}).")
    double tolerance;

    @Mixin
    PartOption part = new PartOption();

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var settings = compute.resolveExact();
        Torch.setThreads(settings.threads());
        var out = spec.commandLine().getOut();
        boolean within = true;
        try (var loaded = Checkpoint.of(model, part.part).load();
                var _ = Scope.open();
                var reference = TensorFile.open(expected)) {
            loaded.to(settings.device(), dev.triad.torch.tensor.DType.F32);
            for (var difference : Verification.run(loaded, reference.tensors(), settings)) {
                boolean good = difference.within(tolerance);
                within &= good;
                out.printf(
                        Locale.ROOT,
                        "%-24s %.3g%s%n",
                        difference.name(),
                        difference.difference(),
                        good ? "" : "  above the tolerance");
            }
        }
        return within ? ExitCode.OK : ExitCode.FAILED;
    }
}
