// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The priors.
@Command(
        name = "prior",
        header = "Trains and measures the models that predict codes.",
        description = "A prior models the codes of one level: the top one given artist, genre, timing and lyrics, those"
                + " below given the codes of the level above theirs.",
        footer = {
            "triad jukebox prior train --level 2 --data songs-codes --preset nano --out top",
            "triad jukebox prior train --level 1 --data songs-codes --preset nano_upsampler --out middle",
            "triad jukebox prior evaluate --model top --data songs-codes"
        },
        subcommands = {PriorTrainCommand.class, PriorEvaluateCommand.class})
public final class PriorCommand implements Runnable {
    @Spec
    CommandSpec spec;

    /// Without a sub-command: which there are.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
