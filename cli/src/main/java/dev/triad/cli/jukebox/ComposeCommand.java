// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ProgressOption;
import dev.triad.jukebox.compose.ComposedFolder;
import dev.triad.jukebox.compose.Composer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad jukebox compose`.
@Command(
        name = "compose",
        header = "Composes songs by rule, to try things out on.",
        description = {
            "Who plays decides the timbre, the genre scale and rhythm, and each letter of the lyrics what a voice"
                    + " sings: a consonant its pitch, a vowel its"
                    + " sound. So it can be measured whether a model listens to its"
                    + " labels. Nobody holds rights in the songs (CC0).",
            "The folder is as people keep their songs: WAV files, metadata.csv, lyrics with the times of their words."
        },
        footer = {
            "triad jukebox compose --out composed",
            "triad jukebox compose --out composed --songs 96 --seconds 60 --rate 22050 --seed 7"
        })
public final class ComposeCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder for the songs: a new one.")
    Path out;

    @Option(
            names = "--songs",
            defaultValue = "48",
            paramLabel = "NUMBER",
            description = "How many songs; default ${DEFAULT-VALUE}, each artist with each genre once.")
    int songs;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "About how long songs are, in whole bars; default ${DEFAULT-VALUE}.")
    double seconds;

    @Option(
            names = "--rate",
            defaultValue = "44100",
            paramLabel = "HERTZ",
            description = "Frames per second; default ${DEFAULT-VALUE}.")
    int rate;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "NUMBER",
            description = "Seed of all choices; default ${DEFAULT-VALUE}.")
    long seed;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (songs < 1) {
            throw new ParameterException(spec.commandLine(), "--songs must be at least 1, not " + songs);
        }
        try (var shown = progress.open()) {
            ComposedFolder.write(out, composer(), songs, shown);
        }
        spec.commandLine().getOut().printf(Locale.ROOT, "composed %,d songs in %s%n", songs, out);
        return 0;
    }

    private Composer composer() {
        try {
            return new Composer(rate, seconds, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
