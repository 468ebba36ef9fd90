// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import picocli.CommandLine.Command;

/// What makes models small.
@Command(
        name = "quant",
        header = "Makes models small.",
        description = "Plans what becomes of each weight, packs models into one small file, and looks into such files.",
        footer = "triad quant plan --model sst2/model --target 2MB",
        subcommands = {
            PlanCommand.class,
            CompressCommand.class,
            InspectCommand.class,
            EvaluatePackedCommand.class,
            ExpandCommand.class
        })
public final class QuantCommand {}
