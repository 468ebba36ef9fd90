// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import dev.triad.bench.Quiet;
import dev.triad.bench.ResidentMemory;
import dev.triad.core.audio.MemorySource;
import dev.triad.core.audio.Waveform;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.vqvae.VqVae;
import dev.triad.jukebox.vqvae.train.CodecRecipe;
import dev.triad.jukebox.vqvae.train.CodecRecipe.Preset;
import dev.triad.jukebox.vqvae.train.CodecTraining;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.optim.Adam;
import dev.triad.torch.optim.Gradients;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.tensor.Torch;
import dev.triad.torch.train.Loss;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A codec's training step, and encoding and decoding a clip, beside the same in PyTorch
/// (`bench/peers/codec_bench.py`), in one run.
@Command(
        name = "codec",
        mixinStandardHelpOptions = true,
        description = "Jukebox's codec beside PyTorch: training step, encoding, decoding.")
public final class CodecBench implements Callable<Integer> {
    @Option(names = "--preset", defaultValue = "jukebox", description = "The codec (default: ${DEFAULT-VALUE}).")
    private Preset preset = Preset.JUKEBOX;

    @Option(names = "--seconds", defaultValue = "8.92", description = "Clip that is encoded and decoded.")
    private double seconds;

    @Option(names = "--batch", defaultValue = "1", description = "Clips of a training step.")
    private int batch;

    @Option(names = "--length", defaultValue = "65536", description = "Samples of a training clip.")
    private int length;

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--repeats", defaultValue = "5", description = "Timed runs (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(names = "--only", split = ",", description = "Element types (default: ${DEFAULT-VALUE}).")
    private List<String> only = List.of("bf16", "f32");

    @Option(names = "--python", description = "A Python with torch; without it Triad is measured alone.")
    private String python = "";

    @Option(names = "--peers", description = "Folder of the peers (default: ${DEFAULT-VALUE}).")
    private Path peers = Path.of("bench", "peers");

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;
    private final Map<String, Double> best = new LinkedHashMap<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CodecBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Quiet.require(noisy);
        Torch.setThreads(threads);
        var recipe = preset.recipe()
                .with(Map.of("sample_length", length, "batch_size", batch, "bandwidth_seconds", 2, "average_decay", 0));
        int multiple = recipe.vqVae().multiple();
        int samples = multiple * (int) (seconds * recipe.get(CodecRecipe.SAMPLE_RATE) / multiple);
        out.printf(
                "codec '%s', %d samples to code, training on %d×%d, %d threads, %s, load %.2f%n",
                preset, samples, batch, length, threads, Torch.cpuCapability(), Quiet.load());
        for (String name : only) {
            var compute = new Compute(Device.CPU, DType.parse(name), AttentionForm.EXPLICIT, threads);
            code(recipe, samples, compute);
            train(recipe, compute);
        }
        if (!python.isEmpty()) {
            var config = recipe.vqVae();
            var theirs = new CodecPeer(python, peers)
                    .run(
                            List.of(
                                    "--downs=" + list(config.downs()),
                                    "--multipliers=" + list(config.multipliers()),
                                    "--width=" + config.width(),
                                    "--depth=" + config.depth(),
                                    "--embedding=" + config.embeddingWidth(),
                                    "--codes=" + config.codebookSize(),
                                    "--rate=" + config.sampleRate(),
                                    "--samples=" + samples,
                                    "--batch=" + batch,
                                    "--length=" + length,
                                    "--threads=" + threads,
                                    "--repeats=" + repeats,
                                    "--resolutions=" + recipe.describe().get(CodecRecipe.RESOLUTIONS.name())),
                            out);
            best.forEach((task, ours) -> {
                double their = theirs.getOrDefault(task, Double.NaN);
                out.printf(
                        "%-10s best of Triad %.1f ms, best of PyTorch %.1f ms: %.2f times as fast%n",
                        task, ours, their, their / ours);
            });
        }
        out.printf("load at the end %.2f%n", Quiet.load());
        return 0;
    }

    private static String list(List<Integer> numbers) {
        return numbers.toString().replaceAll("[\\[\\] ]", "");
    }

    private void code(CodecRecipe recipe, int samples, Compute compute) throws IOException {
        try (var model = new VqVae(recipe.vqVae());
                var _ = Scope.open();
                var _ = NoGrad.open();
                var _ = Autocast.open(compute.device(), compute.dtype())) {
            model.initialize(RandomKey.of(1));
            var pass = Pass.evaluation(compute);
            var audio = Tensors.of(noise(samples), 1, samples);
            int levels = recipe.vqVae().levels();
            for (int level = 0; level < levels; level++) {
                var vectors = model.vectors(level, audio, pass);
                var some = new long[recipe.vqVae().codebookSize()];
                for (int i = 0; i < some.length; i++) some[i] = i * vectors.size(0) / some.length;
                model.codebook(level).vectors().copy_(vectors.index_select(0, Tensors.of(some)));
            }
            report("encode", compute, samples, recipe, () -> {
                for (int level = 0; level < levels; level++) model.encode(level, audio, pass);
            });
            for (int level = 0; level < levels; level++) {
                int its = level;
                var codes = model.encode(level, audio, pass);
                report("decode " + level, compute, samples, recipe, () -> model.decode(its, codes, pass));
            }
        }
    }

    /// Work that may fail as reading does.
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void report(String task, Compute compute, int samples, CodecRecipe recipe, Work work) throws IOException {
        var milliseconds = new double[repeats];
        for (int i = -2; i < repeats; i++) {
            long begin = System.nanoTime();
            try (var _ = Scope.open()) {
                work.run();
            }
            if (i >= 0) milliseconds[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(milliseconds);
        double median = milliseconds[repeats / 2];
        best.merge(task, median, Math::min);
        double audible = 1000.0 * samples / recipe.get(CodecRecipe.SAMPLE_RATE);
        out.printf(
                "  triad    %-10s %-5s %9.1f ms (%.1f–%.1f) %8.2f × real time, peak %d MB%n",
                task,
                compute.dtype(),
                median,
                milliseconds[0],
                milliseconds[repeats - 1],
                audible / median,
                ResidentMemory.peakMegabytes());
    }

    private void train(CodecRecipe recipe, Compute compute) throws IOException {
        var songs = MemorySource.of(Waveform.of(recipe.get(CodecRecipe.SAMPLE_RATE), noise(4 * length)));
        try (var model = new VqVae(recipe.vqVae(), recipe.codebookRule())) {
            model.initialize(RandomKey.of(1));
            var plan = recipe.plan();
            try (var training = new CodecTraining(recipe, model, songs, null, null);
                    var adam = new Adam(model.uniqueParameters(), plan.adam(), plan.rules(), compute.threads())) {
                long[] step = {0};
                report("train", compute, batch * length, recipe, () -> {
                    var pass = Pass.training(compute, RandomKey.of(1), step[0], 0);
                    var clips = training.batches(step[0]++).getFirst();
                    Loss loss;
                    try (var _ = Autocast.open(compute.device(), compute.dtype())) {
                        loss = training.loss(clips, pass);
                    }
                    loss.backward();
                    adam.step(1e-5, Gradients.clip(Gradients.norm(adam.leaves()), 1));
                    Gradients.clear(adam.leaves());
                });
            }
        }
    }

    private static float[] noise(int samples) {
        var stream = RandomKey.of(1).named("sound").at(0, 0, 0);
        var noise = new float[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = (float) (0.4 * Math.sin(0.03 * i + 1e-7 * i * i)) + 0.1f * (stream.nextFloat() - 0.5f);
        }
        return noise;
    }
}
