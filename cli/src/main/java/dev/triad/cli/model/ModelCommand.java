// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import picocli.CommandLine.Command;

/// What one does with a model as a whole.
@Command(
        name = "model",
        header = "Brings models in and out.",
        description = "Fetches models and takes them from one form to another.",
        footer = "triad model pull google/electra-small-discriminator",
        subcommands = {
            PullCommand.class,
            InspectCommand.class,
            VerifyCommand.class,
            ConvertCommand.class,
            ExportCommand.class
        })
public final class ModelCommand {}
