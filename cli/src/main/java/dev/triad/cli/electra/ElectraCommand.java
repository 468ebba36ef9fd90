// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What can be done with encoders that learn by spotting replaced words.
@Command(
        name = "electra",
        header = "Encoders that learn by spotting replaced words.",
        description = "Teaches encoders tasks, measures how good they are, and asks them.",
        footer = "triad electra finetune --model electra-small --task sst2 --data glue/SST-2 --out sst2",
        subcommands = {FinetuneCommand.class, EvaluateCommand.class, PredictCommand.class})
public final class ElectraCommand implements Runnable {
    @Spec
    CommandSpec spec;

    /// Without a sub-command: which there are.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
