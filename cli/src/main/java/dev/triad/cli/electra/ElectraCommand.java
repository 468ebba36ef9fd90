// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Encoders that learn to read by spotting replaced words.
@Command(
        name = "electra",
        header = "Pretrains text encoders and puts them to work.",
        description = "Pretrains encoders by replaced token detection, teaches them tasks, measures how good they are,"
                + " and asks them.",
        footer = {
            "triad electra pretrain --data wiki-128 --preset small --out small-run",
            "triad electra finetune --model small-run --task sst2 --data glue/SST-2 --out sst2"
        },
        subcommands = {
            PretrainCommand.class,
            DetectCommand.class,
            FinetuneCommand.class,
            EvaluateCommand.class,
            PredictCommand.class
        })
public final class ElectraCommand implements Runnable {
    @Spec
    CommandSpec spec;

    /// Without a sub-command: which there are.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
