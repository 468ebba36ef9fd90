// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.cli.electra.EvaluateCommand;
import picocli.CommandLine.Command;

/// `triad quant evaluate`: what `triad electra evaluate` does, which takes packed models like any other.
@Command(
        name = "evaluate",
        header = "Measures how good a packed model is.",
        description =
                "Asks a packed model about rows with known answers, and prints the task's metrics. The task and its"
                        + " labels are in the file; the model is computed in libtorch from its expanded weights.",
        footer = "triad quant evaluate --model sst2.safetensors --data glue/SST-2")
public final class EvaluatePackedCommand extends EvaluateCommand {}
