// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.core.audio.AudioSource;
import dev.triad.core.audio.ChannelMix;
import dev.triad.core.audio.Levels;
import dev.triad.core.audio.Stft;
import dev.triad.core.audio.Timeline;
import dev.triad.corpus.audio.AudioDataset;
import dev.triad.corpus.audio.AudioManifest;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.train.CodecScores;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `triad jukebox vqvae evaluate`.
@Command(
        name = "evaluate",
        header = "Measures how well a codec reproduces songs.",
        description = {
            "Sends clips that lie evenly over a part of a data set through every level and compares what comes out:"
                    + " spectral convergence and scale-invariant SNR in dB, the distance of log-mel spectrograms, how"
                    + " many of the codes occurred, how evenly, and how loud the result is."
        },
        footer = "triad jukebox vqvae evaluate --model codec --data songs-8k --clips 200")
public final class VqvaeEvaluateCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "CODEC", required = true, description = "A codec's folder, or its run.")
    Path model = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "SONGS",
            required = true,
            description = "A folder made by 'triad jukebox dataset'.")
    Path data = Path.of("");

    @Option(
            names = "--part",
            paramLabel = "NAME",
            defaultValue = AudioManifest.VALIDATION,
            description = "The part to measure on: train or validation, the default.")
    String part = AudioManifest.VALIDATION;

    @Option(
            names = "--clips",
            paramLabel = "N",
            defaultValue = "200",
            description = "Clips at most; default ${DEFAULT-VALUE}.")
    int clips = 200;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description = "How long a clip is; default ${DEFAULT-VALUE}, as in the paper.")
    double seconds = 3;

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
        if (clips < 1 || !(seconds > 0)) throw new IllegalArgumentException("--clips and --seconds must be positive");
        var resolved = compute.resolveExact();
        try (var dataset = AudioDataset.open(data);
                var codec = CodecLocation.of(model).load(resolved)) {
            var songs = dataset.part(part);
            CodecInput.requireRate(songs, codec.config());
            var metrics = measure(codec, songs, resolved);
            if (json) {
                spec.commandLine().getOut().println(new JsonMapper().writeValueAsString(metrics));
            } else {
                print(codec, metrics);
            }
        }
        return ExitCode.OK;
    }

    private SequencedMap<String, Double> measure(VqVae codec, AudioSource songs, Compute resolved) throws IOException {
        var config = codec.config();
        int multiple = config.multiple();
        int length = Math.max(1, (int) (seconds * config.sampleRate() / multiple)) * multiple;
        var timeline = new Timeline(songs.songs(), length);
        long count = Math.min(clips, timeline.chunks());
        var stft = resolution(config.sampleRate());
        var scores = new ArrayList<CodecScores>();
        var levels = new ArrayList<Levels.Meter>();
        for (int level = 0; level < config.levels(); level++) {
            scores.add(new CodecScores(config.sampleRate(), stft, config.codebookSize()));
            levels.add(new Levels.Meter(1));
        }
        var pass = Pass.evaluation(resolved);
        try (var shown = progress.open();
                var task = shown.start("measuring", count, "clips")) {
            for (long clip = 0; clip < count; clip++) {
                var chunk = timeline.chunk(clip * timeline.chunks() / count, 0);
                var channels = new float[songs.channels()][length];
                songs.read(chunk.song(), chunk.start(), channels);
                float[] original = ChannelMix.mean(channels);
                try (var _ = Scope.open();
                        var _ = NoGrad.open();
                        var _ = Autocast.open(resolved.device(), resolved.dtype())) {
                    var audio = Tensors.of(original, 1, length).to(resolved.device());
                    for (int level = 0; level < config.levels(); level++) {
                        var result = codec.reconstruct(level, audio, pass);
                        float[] sound = result.audio().toFloats();
                        scores.get(level)
                                .add(original, sound, result.quantised().codes().toLongs());
                        levels.get(level).add(0, sound, sound.length);
                    }
                }
                task.advance(1);
            }
        }
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("clips", (double) count);
        metrics.put("seconds", (double) length / config.sampleRate());
        for (int level = 0; level < config.levels(); level++) {
            scores.get(level).write(level, metrics);
            var its = levels.get(level).levels();
            metrics.put("peak_" + level, its.peak());
            metrics.put("rms_" + level, its.rms());
            metrics.put("clipped_" + level, its.clippedShare());
        }
        return metrics;
    }

    /// The paper's spectrogram of 2048 samples at 44.1 kHz, as long in time at other rates.
    static Stft resolution(int rate) {
        int size = Math.max(64, Integer.highestOneBit((int) Math.ceil(2048.0 * rate / 44_100) * 2 - 1));
        return new Stft(size, size / 8, size / 4 * 3);
    }

    private void print(VqVae codec, SequencedMap<String, Double> metrics) {
        var out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%,.0f clips of %.2f s%n",
                metrics.getOrDefault("clips", 0.0),
                metrics.getOrDefault("seconds", 0.0));
        out.println("level  codes/s  kbit/s  spectral dB  SI-SNR dB  log-mel  codes used  perplexity   peak    rms"
                + "  clipped");
        for (int level = 0; level < codec.config().levels(); level++) {
            out.printf(
                    Locale.ROOT,
                    "%5d %8.1f %7.2f %12.2f %10.2f %8.3f %10.1f%% %11.1f %6.3f %6.3f %7.3f%%%n",
                    level,
                    codec.config().codesPerSecond(level),
                    codec.config().bitsPerSecond(level) / 1000,
                    metrics.getOrDefault("spectral_convergence_" + level, Double.NaN),
                    metrics.getOrDefault("si_snr_" + level, Double.NaN),
                    metrics.getOrDefault("log_mel_" + level, Double.NaN),
                    100 * metrics.getOrDefault("used_codes_" + level, Double.NaN),
                    metrics.getOrDefault("perplexity_" + level, Double.NaN),
                    metrics.getOrDefault("peak_" + level, Double.NaN),
                    metrics.getOrDefault("rms_" + level, Double.NaN),
                    100 * metrics.getOrDefault("clipped_" + level, Double.NaN));
        }
    }
}
