// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import picocli.CommandLine.Command;

/// What makes music.
@Command(
        name = "jukebox",
        header = "Music in raw audio.",
        description = "Gathers songs into data sets, and trains and runs the codec that turns them into codes, and the"
                + " priors that predict codes, and makes new music of them.",
        footer = {
            "triad jukebox compose --out songs --songs 24",
            "triad jukebox dataset --input songs/ --out songs-8k --rate 8000",
            "triad jukebox vqvae train --data songs-8k --preset nano --out codec",
            "triad jukebox prior train --level 2 --data songs-codes --preset nano --out top",
            "triad jukebox sample --models models --length 20 --out piece"
        },
        subcommands = {
            ComposeCommand.class,
            DatasetCommand.class,
            VqvaeCommand.class,
            PriorCommand.class,
            FeaturesCommand.class,
            SampleCommand.class
        })
public final class JukeboxCommand {}
