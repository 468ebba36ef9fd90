// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.electra.EvaluateCommand;
import dev.triad.cli.jukebox.PriorLocation;
import dev.triad.cli.jukebox.PriorMeasurement;
import java.io.IOException;
import picocli.CommandLine.Command;

/// `triad quant evaluate`: what `triad electra evaluate` and `triad jukebox prior evaluate` do, which take packed
/// models like any other.
@Command(
        name = "evaluate",
        header = "Measures how good a packed model is.",
        description = {
            "Asks a packed model about rows with known answers, and prints the task's metrics. The task and its"
                    + " labels are in the file; the model is computed in libtorch from its expanded weights.",
            "Of a prior it prints the bits that codes of songs cost; --data is a folder made by 'triad jukebox vqvae"
                    + " encode'."
        },
        footer = {
            "triad quant evaluate --model sst2.safetensors --data glue/SST-2",
            "triad quant evaluate --model top.safetensors --data songs-codes"
        })
public final class EvaluatePackedCommand extends EvaluateCommand {
    @Override
    public Integer call() throws IOException {
        if (!PriorLocation.isPrior(model)) return super.call();
        try (var shown = progress.open()) {
            var measured = PriorMeasurement.of(
                    PriorLocation.of(model), data, PriorMeasurement.Settings.DEFAULT, compute.resolveExact(), shown);
            var out = spec.commandLine().getOut();
            if (json) measured.printJson(out);
            else measured.print(out);
        }
        return ExitCode.OK;
    }
}
