// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import picocli.CommandLine.Command;

/// What makes music.
@Command(
        name = "jukebox",
        header = "Music in raw audio.",
        description = "Gathers songs into data sets, and trains and runs the codec that turns them into codes.",
        footer = "triad jukebox dataset --input songs/ --out songs-22k --rate 22050",
        subcommands = {DatasetCommand.class})
public final class JukeboxCommand {}
