// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.cli.model.Destination;
import dev.triad.core.progress.Progress;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.sample.Features;
import dev.triad.jukebox.sample.Request;
import dev.triad.jukebox.vqvae.SongCoder;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.TensorFile;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `triad jukebox features`.
@Command(
        name = "features",
        header = "Writes what a prior makes of songs inside, for other models to learn from.",
        description = {
            "Turns each file into codes and writes the activations of one layer of a prior: their mean over the song, or"
                    + " a row for every code. The output is one safetensors file with a tensor for each song, called as"
                    + " the file was on the command line.",
            "A prior that was taught artists, genres and times is told that artist and genre are unknown, unless options"
                    + " say who it is, and the song's own length; a length that it was not taught is replaced by the"
                    + " nearest that it was. It is told no lyrics."
        },
        footer = {
            "triad jukebox features --model top --codec codec --input a.mp3 b.ogg --out features.safetensors",
            "triad jukebox features --model top --codec codec --input a.mp3 --layer 8 --pool none --out a.safetensors"
        })
public final class FeaturesCommand implements Callable<Integer> {
    /// What becomes of the rows of a song.
    enum Pool {
        MEAN,
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--model", paramLabel = "PRIOR", required = true, description = "A prior's folder, or its run.")
    Path model = Path.of("");

    @Option(names = "--codec", paramLabel = "CODEC", required = true, description = "A codec's folder, or its run.")
    Path codec = Path.of("");

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "Songs of any format and rate.")
    List<Path> input = List.of();

    @Option(
            names = "--layer",
            paramLabel = "K",
            description = "What enters layer K, from 0; the number of layers means what leaves the last. By default the"
                    + " middle one.")
    @Nullable
    Integer layer;

    @Option(
            names = "--pool",
            paramLabel = "HOW",
            defaultValue = "mean",
            description = "${COMPLETION-CANDIDATES}: the mean over the song, the default, or a row for every code.")
    Pool pool = Pool.MEAN;

    @Option(names = "--seconds", paramLabel = "S", description = "Only the first seconds of each song.")
    @Nullable
    Double seconds;

    @Option(names = "--artist", paramLabel = "NAME", description = "Who plays; by default nobody the prior knows.")
    String artist = "";

    @Option(names = "--genre", paramLabel = "NAME", description = "What they play; by default unknown.")
    String genre = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The safetensors file to write.")
    Path out = Path.of("");

    @Option(names = "--force", description = "Replaces the file of that name.")
    boolean force;

    @Mixin
    ComputeOptions compute = new ComputeOptions();

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (seconds != null && !(seconds > 0)) {
            throw new ParameterException(spec.commandLine(), "--seconds must be positive");
        }
        var location = PriorLocation.of(model);
        var config = location.config();
        int depth = config.transformer().depth();
        int wanted = layer == null ? depth / 2 : layer;
        if (wanted < 0 || wanted > depth) {
            throw new ParameterException(spec.commandLine(), "--layer must be 0 to " + depth + ", not " + wanted);
        }
        var labels = location.lists().ids(artist, genre, problem -> {
            throw new IllegalArgumentException(problem);
        });
        Destination.requireFreeFile(out, force);
        var resolved = compute.resolveExact();
        var tensors = new LinkedHashMap<String, Tensor>();
        try (var _ = Scope.open();
                var shown = progress.open();
                var encoder = CodecLocation.of(codec).load(resolved)) {
            PriorInput.requireFits(codec, CodecLocation.levels(encoder.config()), config);
            var coder = new SongCoder(encoder, resolved);
            try (var prior = location.load(resolved)) {
                for (var file : input) {
                    var features = features(prior, coder, file, wanted, labels, resolved, shown);
                    if (tensors.putIfAbsent(file.toString(), features) != null) {
                        throw new IllegalArgumentException(file + " is given twice");
                    }
                }
            }
            TensorFile.write(out, metadata(config, wanted), tensors);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "wrote %s: layer %d of %d songs, %s%n",
                        out,
                        wanted,
                        tensors.size(),
                        pool == Pool.MEAN
                                ? config.transformer().width() + " numbers each"
                                : "a row of " + config.transformer().width() + " numbers for every code");
        return ExitCode.OK;
    }

    private Tensor features(
            Prior prior, SongCoder coder, Path file, int wanted, LabelIds labels, Compute resolved, Progress shown)
            throws IOException {
        var config = prior.config();
        var song = DecodedSong.read(file, config.sampleRate());
        long frames = song.samples().length;
        if (seconds != null) frames = Math.clamp((long) (seconds * config.sampleRate()), 1, frames);
        var request = Request.of(labels, total(config, file, frames, shown));
        int[] codes = coder.encode(config.level(), song, frames);
        int[] upper = config.conditioner() == null ? new int[0] : coder.encode(config.level() + 1, song, frames);
        int width = config.transformer().width();
        try (var task = shown.start(file.toString(), codes.length, "codes")) {
            return switch (pool) {
                case MEAN -> Tensors.of(Features.mean(prior, wanted, request, codes, upper, resolved, task), width);
                case NONE ->
                    Tensors.of(Features.all(prior, wanted, request, codes, upper, resolved, task), codes.length, width);
            };
        }
    }

    /// The length that the prior is told, in samples.
    private static long total(PriorConfig config, Path file, long frames, Progress shown) {
        var labels = config.labels();
        var range = labels == null ? null : labels.timing();
        if (range == null || range.contains(frames)) return frames;
        if (frames >= range.maxSeconds() * range.sampleRate()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s is %.1f s long, but this prior tells time up to %.1f s only; take a part of it with --seconds",
                    file,
                    (double) frames / range.sampleRate(),
                    range.maxSeconds()));
        }
        shown.message(String.format(
                Locale.ROOT,
                "%s is %.2f s long; the prior is told %.2f s, the shortest that it knows",
                file,
                (double) frames / range.sampleRate(),
                range.minSeconds()));
        return (long) Math.ceil(range.minSeconds() * range.sampleRate());
    }

    private Map<String, String> metadata(PriorConfig config, int wanted) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("layer", String.valueOf(wanted));
        metadata.put("pool", pool.toString());
        metadata.put("level", String.valueOf(config.level()));
        metadata.put("sample_rate", String.valueOf(config.sampleRate()));
        metadata.put("hop", String.valueOf(config.hop()));
        return metadata;
    }
}
