// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.run;

import picocli.CommandLine.Command;

/// Models at work without libtorch.
@Command(
        name = "run",
        header = "Asks models in Java alone.",
        description = "Asks packed models or Hugging Face folders about texts, without libtorch: nothing but this Java."
                + " A text a line goes in, a line of JSON comes out, in the same order and as soon as it is known.",
        footer = "triad run classify --model sentiment.safetensors --input reviews.txt",
        subcommands = {
            ClassifyCommand.class,
            TagCommand.class,
            AnswerCommand.class,
            EmbedCommand.class,
            DetectCommand.class,
            FillCommand.class
        })
public final class RunCommand {}
