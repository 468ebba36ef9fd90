// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.console.Shell;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad tour`.
@Command(
        name = "tour",
        header = "Shows what Triad does, on this computer.",
        description = {
            "Composes texts and songs, pretrains a tiny ELECTRA and its twin that fills in masked words at equal"
                    + " compute, fine-tunes both, shrinks the model with and without Quant-Noise, answers in plain"
                    + " Java, trains a codec and priors on the songs and makes a new piece; in the end OUT/index.html"
                    + " shows what came of it. Every step is a command of Triad's, which the page names.",
            "Interrupted or killed, the same command goes on where it was."
        },
        footer = {
            "triad tour",
            "triad tour --out long-tour --minutes 60",
            "triad tour --text novels --task sst2 --music songs --out my-tour"
        })
public final class TourCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "tour",
            description = "The tour's folder; default ${DEFAULT-VALUE}.")
    Path out = Path.of("tour");

    @Option(
            names = "--minutes",
            paramLabel = "NUMBER",
            defaultValue = "10",
            description =
                    "About how long it may take; default ${DEFAULT-VALUE}. Before each training it is measured how"
                            + " fast this machine is, and models learn for as many steps as the time allows.")
    double minutes;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "42",
            description = "Seed of all choices; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--text", paramLabel = "FOLDER", description = "Pretrain on these texts, not on composed ones.")
    @Nullable
    Path text;

    @Option(
            names = "--task",
            paramLabel = "FOLDER",
            description = "Fine-tune on this task, not on the composed one: tables train and dev (.tsv, .csv, .jsonl)"
                    + " with columns sentence (or text) and label.")
    @Nullable
    Path task;

    @Option(
            names = "--music",
            paramLabel = "FOLDER",
            description = "Learn from these songs, not from composed ones; a metadata.csv among them tells artists,"
                    + " genres and lyrics.")
    @Nullable
    Path music;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var settings = new TourSettings(out, minutes, seed, text, task, music);
        var itinerary = new Itinerary(settings);
        try (var held = settings.begin();
                var shown = progress.open();
                var stop = StopSignal.onInterrupt()) {
            if (held.goesOn()) shown.message("going on with the tour in " + out);
            var journey = new Journey(itinerary.parts(), minutes, out, () -> Shell.another(spec));
            var outcome = journey.run(shown, stop);
            var halt = outcome.halt();
            if (halt != null) {
                if (!halt.reason().isEmpty() && !stop.requested()) {
                    throw new IOException("the tour stopped at " + halt.line() + ": "
                            + halt.reason().replaceFirst("^triad: ", "") + "; the same command goes on from there");
                }
                spec.commandLine().getErr().println("the tour was interrupted; the same command goes on with it");
                return ExitCode.INTERRUPTED;
            }
            var page = out.resolve("index.html");
            new TourPage(settings, itinerary, itinerary.parts(), outcome.results()).write(page);
            spec.commandLine().getOut().println("wrote " + page.toAbsolutePath().toUri());
        }
        return ExitCode.OK;
    }
}
