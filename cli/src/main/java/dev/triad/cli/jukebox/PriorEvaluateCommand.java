// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.core.data.codes.CodeDataset;
import dev.triad.jukebox.sample.Alignment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad jukebox prior evaluate`.
@Command(
        name = "evaluate",
        header = "Measures how well a prior predicts codes of songs.",
        description = {
            "Prints the bits that a code costs, in all and by its place in the window, beside what counting single codes"
                    + " and pairs in the songs to learn from makes of it; and how much dearer a code becomes when"
                    + " labels, lyrics or codes above are those of another window.",
            "Of a prior that reads lyrics it says how clearly one head follows the words of whole songs: the share of"
                    + " its weight near the straight line through the song, beside that of even weights, and whether"
                    + " the place it looks at moves on with time (rank correlation)."
        },
        footer = {
            "triad jukebox prior evaluate --model top --data songs-codes",
            "triad jukebox prior evaluate --model top --data songs-codes --pictures pictures --layer 15 --head 0"
        })
public final class PriorEvaluateCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "PRIOR",
            required = true,
            description = "A prior's folder, or its run, whose best checkpoint is meant.")
    Path model = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "CODES",
            required = true,
            description = "A folder made by 'triad jukebox vqvae encode'.")
    Path data = Path.of("");

    @Option(
            names = "--part",
            paramLabel = "NAME",
            defaultValue = CodeDataset.VALIDATION,
            description = "The part to measure on: train or validation, the default.")
    String part = CodeDataset.VALIDATION;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "256",
            description = "Windows at most, evenly over the songs; default ${DEFAULT-VALUE}.")
    int windows = 256;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "4",
            description = "Windows that are computed at once; default ${DEFAULT-VALUE}.")
    int batch = 4;

    @Option(
            names = "--songs",
            paramLabel = "N",
            defaultValue = "4",
            description = "Songs with lyrics whose words are looked for, at most; default ${DEFAULT-VALUE}.")
    int songs = 4;

    @Option(
            names = "--layer",
            paramLabel = "N",
            description = "The layer whose view of the lyrics is measured; by default that of the clearest head.")
    @Nullable
    Integer layer;

    @Option(names = "--head", paramLabel = "N", description = "Its head; by default 0 where --layer is given.")
    @Nullable
    Integer head;

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            description = "Draws bits over the window, and alignments of lyrics, into this folder.")
    @Nullable
    Path pictures;

    @Option(names = "--json", description = "Print one line of JSON instead of a table.")
    boolean json;

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (windows < 1 || batch < 1 || songs < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--windows and --batch must be at least 1, and --songs 0 or more");
        }
        if (head != null && layer == null) {
            throw new ParameterException(spec.commandLine(), "--head needs --layer to say which");
        }
        var its = layer == null
                ? Optional.<Alignment.Head>empty()
                : Optional.of(new Alignment.Head(layer, head == null ? 0 : head));
        var settings = new PriorMeasurement.Settings(part, windows, batch, songs, its, pictures);
        var location = PriorLocation.of(model);
        try (var shown = progress.open()) {
            var measured = PriorMeasurement.of(location, data, settings, compute.resolveExact(), shown);
            var out = spec.commandLine().getOut();
            if (json) measured.printJson(out);
            else measured.print(out);
        }
        return ExitCode.OK;
    }
}
