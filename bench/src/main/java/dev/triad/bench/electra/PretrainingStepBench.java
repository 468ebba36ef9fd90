// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.electra;

import dev.triad.bench.Quiet;
import dev.triad.bench.ResidentMemory;
import dev.triad.core.data.ShardSet;
import dev.triad.core.data.TokenBlock;
import dev.triad.core.data.TokenShard;
import dev.triad.core.data.TokenShardWriter;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.Vocabulary;
import dev.triad.electra.pretrain.Pretraining;
import dev.triad.electra.pretrain.PretrainingConfig;
import dev.triad.electra.pretrain.PretrainingModel;
import dev.triad.torch.machine.Measurement;
import dev.triad.torch.machine.Timing;
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
import dev.triad.torch.train.Loss;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// One step of ELECTRA-Small's pretraining (batch preparation, generator, sampling, discriminator, backward pass,
/// clipping, update) beside the same step in PyTorch (`bench/peers/pretraining_bench.py`), in one run.
@Command(
        name = "pretraining-step",
        mixinStandardHelpOptions = true,
        description = "ELECTRA-Small's pretraining step beside PyTorch.")
public final class PretrainingStepBench implements Callable<Integer> {
    private static final int VOCABULARY = 30_522;
    private static final List<String> PARTS = List.of("batch", "forward", "backward", "update");

    @Option(names = "--batch", defaultValue = "16", description = "Sequences (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--length", defaultValue = "128", description = "Tokens each (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--repeats", defaultValue = "9", description = "Timed steps (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(names = "--only", split = ",", description = "Forms to measure (default: ${DEFAULT-VALUE}).")
    private List<String> only = List.of("explicit/bf16", "explicit/f32");

    @Option(names = "--python", description = "A Python with torch; without it Triad is measured alone.")
    private String python = "";

    @Option(names = "--peers", description = "Folder of the peers (default: ${DEFAULT-VALUE}).")
    private Path peers = Path.of("bench", "peers");

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PretrainingStepBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Quiet.require(noisy);
        Torch.setThreads(threads);
        out.printf(
                "ELECTRA-Small pretraining, batch %d×%d, %d threads, %s, %s, load %.2f%n",
                batch, length, threads, Torch.cpuCapability(), Torch.blas(), Quiet.load());
        double best = Double.MAX_VALUE;
        for (var form : AttentionForm.values()) {
            for (var dtype : List.of(DType.BF16, DType.F32)) {
                if (only.contains(form + "/" + dtype)) best = Math.min(best, measure(form, dtype));
            }
        }
        var products = Measurement.take(Device.CPU, threads, Duration.ofMillis(300), Progress.NONE);
        for (var timing : products.timings()) {
            if (timing instanceof Timing.Product product) {
                out.printf(
                        "  product  [%d, %d]·[%d, %d] %s %.0f GFLOP/s%n",
                        product.rows(),
                        product.inner(),
                        product.inner(),
                        product.columns(),
                        product.dtype(),
                        product.gflops());
            }
        }
        if (!python.isEmpty()) {
            var peer = new EncoderPeer(python, peers);
            for (String heads : List.of("classes", "all", "chosen")) {
                if (heads.equals("classes") && !peer.hasTransformers()) continue;
                double theirs = peer.pretraining(heads, batch, length, threads, repeats, out);
                out.printf(
                        "%s: best of Triad %.1f ms, best of the peer %.1f ms: %.2f times as fast%n",
                        heads.equals("classes") ? "Hugging Face's classes" : "logits at " + heads + " positions",
                        best,
                        theirs,
                        theirs / best);
            }
        }
        out.printf("load at the end %.2f%n", Quiet.load());
        return 0;
    }

    private double measure(AttentionForm form, DType dtype) throws IOException {
        var folder = Files.createTempDirectory("pretraining-step");
        var file = folder.resolve("random.shard");
        var config = PretrainingConfig.Preset.SMALL
                .config()
                .with(Map.of("batch_size", batch, "sequence_length", length, "steps", 100));
        var sizes = config.encoder(VOCABULARY, 0);
        try (var model = new PretrainingModel(
                config.get(PretrainingConfig.OBJECTIVE),
                config.get(PretrainingConfig.EMBEDDINGS),
                sizes,
                config.generator(sizes))) {
            model.start(RandomKey.of(1));
            var text = new Pretraining.Text(random(file), null, null, vocabulary());
            return steps(
                    config,
                    new Pretraining(config, model, text, _ -> {}),
                    new Compute(Device.CPU, dtype, form, threads));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private double steps(PretrainingConfig config, Pretraining pretraining, Compute compute) throws IOException {
        var plan = config.plan();
        var milliseconds = new double[repeats];
        var parts = new double[PARTS.size()];
        double flops = 0;
        try (var adam =
                new Adam(pretraining.model().uniqueParameters(), plan.adam(), plan.rules(), compute.threads())) {
            for (int step = -3; step < repeats; step++) {
                var times = new long[PARTS.size() + 1];
                times[0] = System.nanoTime();
                try (var _ = Scope.open()) {
                    var micro = pretraining.batches(step + 3).getFirst();
                    times[1] = System.nanoTime();
                    Loss loss;
                    try (var _ = Autocast.open(compute.device(), compute.dtype())) {
                        loss = pretraining.loss(micro, Pass.training(compute, RandomKey.of(1), step + 3, 0));
                    }
                    flops = Objects.requireNonNull(loss.parts().get("flops")).item();
                    times[2] = System.nanoTime();
                    loss.total().backward();
                    times[3] = System.nanoTime();
                    adam.step(1e-5, Gradients.clip(Gradients.norm(adam.leaves()), plan.clipNorm()));
                    Gradients.clear(adam.leaves());
                    times[4] = System.nanoTime();
                }
                if (step < 0) continue;
                milliseconds[step] = (System.nanoTime() - times[0]) / 1e6;
                for (int i = 0; i < parts.length; i++) parts[i] += (times[i + 1] - times[i]) / 1e6 / repeats;
            }
        }
        Arrays.sort(milliseconds);
        double median = milliseconds[repeats / 2];
        out.printf(
                "  triad       %-9s %-5s %9.1f ms (%.1f–%.1f) %9.0f tokens/s, %.0f GFLOP/s, peak %d MB%n",
                compute.attention(),
                compute.dtype(),
                median,
                milliseconds[0],
                milliseconds[repeats - 1],
                batch * length / median * 1000,
                flops / median / 1e6,
                ResidentMemory.peakMegabytes());
        for (int i = 0; i < parts.length; i++) out.printf("    %-9s %9.1f ms%n", PARTS.get(i), parts[i]);
        return median;
    }

    private ShardSet random(Path file) throws IOException {
        var stream = RandomKey.of(1).named("text").at(0, 0, 0);
        try (var writer = TokenShardWriter.create(file, VOCABULARY, Storage.DISK)) {
            var block = new TokenBlock(VOCABULARY);
            for (int example = 0; example < 4 * batch; example++) {
                var ids = new int[length];
                for (int i = 0; i < length; i++) ids[i] = 5 + stream.nextInt(VOCABULARY - 5);
                ids[0] = 2;
                ids[length - 1] = 3;
                block.example(ids, length, length);
                block.endDocument();
            }
            writer.append(block);
            writer.finish();
        }
        return new ShardSet(List.of(TokenShard.open(file)));
    }

    private static Vocabulary vocabulary() {
        var tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
        while (tokens.size() < VOCABULARY) tokens.add("w" + tokens.size());
        return Vocabulary.bert(tokens);
    }
}
