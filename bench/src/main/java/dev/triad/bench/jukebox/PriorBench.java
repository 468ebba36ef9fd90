// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import dev.triad.bench.Quiet;
import dev.triad.bench.ResidentMemory;
import dev.triad.cli.VectorApi;
import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.labels.Timing;
import dev.triad.jukebox.prior.Condition;
import dev.triad.jukebox.prior.Decoding;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.PriorLoss;
import dev.triad.jukebox.prior.SamplingRule;
import dev.triad.jukebox.prior.StepWeights;
import dev.triad.jukebox.prior.train.PriorPreset;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.optim.Adam;
import dev.triad.torch.optim.Gradients;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Torch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Codes that a prior draws per second, and tokens that it learns per second, beside the same in PyTorch
/// (`bench/peers/prior_bench.py`), in one run.
@Command(
        name = "prior",
        mixinStandardHelpOptions = true,
        description = "Jukebox's priors beside PyTorch: codes sampled and tokens learnt per second.")
public final class PriorBench implements Callable<Integer> {
    private static final CodeLevels NANO = new CodeLevels(8_000, List.of(8, 32, 128), 256);
    private static final CodeLevels SMALL = new CodeLevels(22_050, List.of(32, 256), 2048);

    /// Which model.
    enum Shape {
        NANO(PriorPreset.NANO),
        SMALL_PRIOR(PriorPreset.SMALL_PRIOR);

        private final PriorPreset preset;

        Shape(PriorPreset preset) {
            this.preset = preset;
        }

        /// What its codes mean.
        CodeLevels levels() {
            return this == NANO ? PriorBench.NANO : SMALL;
        }
    }

    @Option(names = "--shape", defaultValue = "NANO", description = "NANO or SMALL_PRIOR (width 1024, depth 48).")
    private Shape shape = Shape.NANO;

    @Option(names = "--task", defaultValue = "sample", description = "sample or train (default: ${DEFAULT-VALUE}).")
    private String task = "sample";

    @Option(names = "--positions", description = "Codes of a window, where they should be fewer than the preset's.")
    private int positions;

    @Option(names = "--blocks", description = "Rows of the window.")
    private int blocks;

    @Option(names = "--batches", split = ",", description = "Samples, or windows, at once (default: 1,8).")
    private List<Integer> batches = List.of(1, 8);

    @Option(names = "--codes", defaultValue = "30", description = "Codes per timed run.")
    private int codes;

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--repeats", defaultValue = "5", description = "Timed runs (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(names = "--only", split = ",", description = "Element types (default: f32,bf16).")
    private List<String> only = List.of("f32", "bf16");

    @Option(names = "--libtorch", description = "Measure steps by libtorch as well.")
    private boolean libtorch;

    @Option(names = "--coded", description = "Measure steps of random product codes as well.")
    private boolean coded;

    @Option(names = "--python", description = "A Python with torch; without it Triad is measured alone.")
    private String python = "";

    @Option(names = "--peers", description = "Folder of the peers (default: ${DEFAULT-VALUE}).")
    private Path peers = Path.of("bench", "peers");

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;
    private final Map<String, Double> best = new LinkedHashMap<>();

    public static void main(String[] arguments) {
        VectorApi.open();
        System.exit(new CommandLine(new PriorBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Quiet.require(noisy);
        Torch.setThreads(threads);
        var settings = new LinkedHashMap<String, Object>();
        if (positions > 0) settings.put("positions", positions);
        if (blocks > 0) settings.put("blocks", blocks);
        var config = shape.preset.recipe().with(settings).config(shape.levels(), 6, 6);
        var transformer = config.transformer();
        out.printf(
                "%s of '%s': width %d, depth %d, %d positions, %,d parameters, %d threads, %s, load %.2f%n",
                task,
                shape.preset,
                transformer.width(),
                transformer.depth(),
                transformer.positions(),
                config.parameterCount(),
                threads,
                Torch.cpuCapability(),
                Quiet.load());
        try (var prior = new Prior(config)) {
            prior.initialize(RandomKey.of(1));
            for (String name : only) {
                for (var form : forms()) {
                    var compute = new Compute(Device.CPU, DType.parse(name), form, threads);
                    for (int batch : batches) {
                        if (task.equals("train")) train(prior, batch, compute);
                        else sample(prior, batch, compute);
                    }
                }
            }
        }
        if (!python.isEmpty()) compare(config);
        out.printf("load at the end %.2f%n", Quiet.load());
        return 0;
    }

    /// Steps in plain Java have one form of attention.
    private List<AttentionForm> forms() {
        return task.equals("train") || libtorch
                ? List.of(AttentionForm.EXPLICIT, AttentionForm.FUSED)
                : List.of(AttentionForm.EXPLICIT);
    }

    private void compare(PriorConfig config) throws IOException {
        var transformer = config.transformer();
        var theirs = new PriorPeer(python, peers)
                .run(
                        List.of(
                                "--task=" + task,
                                "--width=" + transformer.width(),
                                "--depth=" + transformer.depth(),
                                "--heads=" + transformer.heads(),
                                "--blocks=" + transformer.blocks(),
                                "--positions=" + transformer.positions(),
                                "--prime=" + transformer.primeTokens(),
                                "--order=" + transformer.order(),
                                "--vocabulary=" + config.vocabulary(),
                                "--batches=" + batches.toString().replaceAll("[\\[\\] ]", ""),
                                "--codes=" + codes,
                                "--threads=" + threads,
                                "--repeats=" + repeats),
                        out);
        best.forEach((name, ours) -> {
            double their = theirs.getOrDefault(name, Double.NaN);
            out.printf(
                    "%-9s best of Triad %.1f, best of PyTorch %.1f a second: %.2f times as fast%n",
                    name, ours, their, ours / their);
        });
    }

    private static List<Condition> conditions(PriorConfig config, int batch) {
        var condition = new Condition(
                new LabelIds(1, List.of(2)),
                new Timing(30L * config.sampleRate(), 0, config.sampleLength()),
                new int[config.lyricTokens()],
                new int[config.upperWindow()]);
        return Collections.nCopies(batch, condition);
    }

    /// Goes on from half a window; the first codes, by which Java gets warm, are not timed.
    private void sample(Prior prior, int batch, Compute compute) throws IOException {
        try (var weights = StepWeights.of(prior, compute).orElseThrow()) {
            sample(prior, weights, "steps", batch, compute);
        }
        if (libtorch) sample(prior, null, compute.attention().toString(), batch, compute);
        if (coded) {
            try (var weights =
                    StepWeights.of(prior, RandomCodes.of(prior), compute).orElseThrow()) {
                sample(prior, weights, "codes", batch, compute);
            }
        }
    }

    private void sample(Prior prior, @Nullable StepWeights weights, String form, int batch, Compute compute)
            throws IOException {
        var config = prior.config();
        int half = config.window() / 2;
        var known = IntStream.range(0, batch).mapToObj(_ -> new int[half]).toArray(int[][]::new);
        var rule = new SamplingRule(0.99, 0, 0);
        var key = RandomKey.of(1);
        var rates = new double[repeats];
        try (var decoding = new Decoding(prior, weights, conditions(config, batch), false, compute)) {
            decoding.append(known);
            for (int i = -codes; i < repeats * codes; i += codes) {
                long begin = System.nanoTime();
                for (int code = 0; code < codes; code++) decoding.draw(rule, key, (long) i + codes + code);
                if (i >= 0) rates[i / codes] = batch * codes / ((System.nanoTime() - begin) / 1e9);
            }
        }
        report("sample " + batch, compute, form, rates);
    }

    private void train(Prior prior, int batch, Compute compute) throws IOException {
        var config = prior.config();
        var windows = IntStream.range(0, batch)
                .mapToObj(row -> IntStream.range(0, config.window())
                        .map(i -> (i * 31 + row) % config.codebookSize())
                        .toArray())
                .toList();
        var plan = shape.preset.recipe().plan();
        var rates = new double[repeats];
        try (var adam = new Adam(prior.uniqueParameters(), plan.adam(), plan.rules(), compute.threads())) {
            for (int i = -1; i < repeats; i++) {
                long begin = System.nanoTime();
                try (var _ = Scope.open()) {
                    var pass = Pass.training(compute, RandomKey.of(1), i + 1L, 0);
                    var conditions = conditions(config, batch);
                    PriorLoss loss;
                    try (var _ = Autocast.open(compute.device(), compute.dtype())) {
                        loss = prior.loss(windows, conditions, false, pass);
                    }
                    loss.total().backward();
                    loss.rest().run();
                    adam.step(1e-5, Gradients.clip(Gradients.norm(adam.leaves()), 1));
                    Gradients.clear(adam.leaves());
                }
                double seconds = (System.nanoTime() - begin) / 1e9;
                if (i >= 0) rates[i] = batch * config.transformer().positions() / seconds;
            }
        }
        report("train " + batch, compute, compute.attention().toString(), rates);
    }

    private void report(String name, Compute compute, String form, double... rates) throws IOException {
        Arrays.sort(rates);
        double median = rates[repeats / 2];
        best.merge(name, median, Math::max);
        out.printf(
                "  triad    %-9s %-5s %-8s %9.1f a second (%.1f–%.1f), peak %d MB%n",
                name, compute.dtype(), form, median, rates[0], rates[repeats - 1], ResidentMemory.peakMegabytes());
    }
}
