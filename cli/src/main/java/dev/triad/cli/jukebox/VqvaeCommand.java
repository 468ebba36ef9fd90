// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The codec.
@Command(
        name = "vqvae",
        header = "Trains and runs the codec that turns sound into codes.",
        description = "A VQ-VAE of several levels, each of which turns raw audio into a stream of codes and back: the"
                + " bottom level keeps most of the sound, the top level most of the time in few codes.",
        footer = {
            "triad jukebox vqvae train --data songs-8k --preset nano --out codec",
            "triad jukebox vqvae encode --model codec --data songs-8k --out songs-codes"
        },
        subcommands = {
            VqvaeTrainCommand.class,
            VqvaeEvaluateCommand.class,
            VqvaeEncodeCommand.class,
            VqvaeDecodeCommand.class
        })
public final class VqvaeCommand implements Runnable {
    @Spec
    CommandSpec spec;

    /// Without a sub-command: which there are.
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
