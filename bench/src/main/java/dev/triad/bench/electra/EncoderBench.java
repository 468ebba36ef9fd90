// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.electra;

import dev.triad.bench.Quiet;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.optim.Adam;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.Gradients;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.tensor.Torch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Forward pass and training step of ELECTRA-Small's and RoBERTa-base's shapes, beside Hugging Face's classes and the
/// same computation in plain PyTorch (`bench/peers/encoder_bench.py`) in one run.
@Command(
        name = "encoder",
        mixinStandardHelpOptions = true,
        description = "Encoders beside PyTorch: forward pass and training step.")
public final class EncoderBench implements Callable<Integer> {
    @Option(names = "--shape", split = ",", description = "electra-small, roberta-base (default: both).")
    private List<String> shapes = List.of("electra-small", "roberta-base");

    @Option(names = "--task", split = ",", description = "forward, train (default: both).")
    private List<String> tasks = List.of("forward", "train");

    @Option(names = "--batch", defaultValue = "8", description = "Sequences (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--length", defaultValue = "128", description = "Tokens each (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--repeats", defaultValue = "7", description = "Timed repeats (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(names = "--python", description = "A Python with torch; without it Triad is measured alone.")
    private String python = "";

    @Option(names = "--peers", description = "Folder of the peers (default: ${DEFAULT-VALUE}).")
    private Path peers = Path.of("bench", "peers");

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EncoderBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Quiet.require(noisy);
        Torch.setThreads(threads);
        out.printf(
                "batch %d×%d, %d threads, %s, %s, load %.2f%n",
                batch, length, threads, Torch.cpuCapability(), Torch.blas(), Quiet.load());
        for (String shape : shapes) {
            for (String task : tasks) compare(shape, task);
        }
        return 0;
    }

    private void compare(String shape, String task) throws IOException {
        out.printf("%n%s, %s%n", shape, task);
        double best = Double.MAX_VALUE;
        for (var form : AttentionForm.values()) {
            for (var dtype : List.of(DType.F32, DType.BF16)) {
                best = Math.min(best, triad(shape, task, new Compute(Device.CPU, dtype, form, threads)));
            }
        }
        if (python.isEmpty()) return;
        for (var peer : new EncoderPeer(python, peers)
                .encoder(shape, task, batch, length, threads, repeats, out)
                .entrySet()) {
            out.printf(
                    "best of Triad %.1f ms, best of %s %.1f ms: %.2f times as fast%n",
                    best, peer.getKey(), peer.getValue(), peer.getValue() / best);
        }
    }

    private double triad(String shape, String task, Compute compute) {
        boolean small = shape.equals("electra-small");
        var config = small
                ? ModelConfig.of(EncoderConfig.electraSmall(), HeadKind.REPLACED_TOKEN)
                : new ModelConfig(
                        EncoderConfig.robertaBase(), HeadKind.SEQUENCE_CLASSIFICATION, List.of("no", "yes"), null);
        var key = RandomKey.of(1);
        var milliseconds = new double[repeats];
        try (var model = new TextModel(config)) {
            model.initialize(key);
            try (var adam = new Adam(model.uniqueParameters(), AdamConfig.adamW(), ParameterRule::bert, threads)) {
                for (int repeat = -2; repeat < repeats; repeat++) {
                    long begin = System.nanoTime();
                    try (var _ = Scope.open()) {
                        var input = EncoderInput.of(randomBatch(config, key), config.encoder(), Device.CPU);
                        if (task.equals("forward")) forward(model, input, compute);
                        else train(model, adam, input, compute, key, repeat + 2);
                    }
                    if (repeat >= 0) milliseconds[repeat] = (System.nanoTime() - begin) / 1e6;
                }
            }
        }
        Arrays.sort(milliseconds);
        double median = milliseconds[repeats / 2];
        out.printf(
                "  triad       %-9s %-5s %9.1f ms (%.1f–%.1f) %9.0f tokens/s, resident %d MB%n",
                compute.attention(),
                compute.dtype(),
                median,
                milliseconds[0],
                milliseconds[repeats - 1],
                batch * length / median * 1000,
                Torch.residentBytes() >> 20);
        return median;
    }

    private static void forward(TextModel model, EncoderInput input, Compute compute) {
        try (var _ = NoGrad.open();
                var _ = Autocast.open(Device.CPU, compute.dtype())) {
            var _ = model.forward(input, Pass.evaluation(compute));
        }
    }

    private void train(TextModel model, Adam adam, EncoderInput input, Compute compute, RandomKey key, long step) {
        Tensor loss;
        try (var _ = Autocast.open(Device.CPU, compute.dtype())) {
            var logits = model.forward(input, Pass.training(compute, key, step, 0))
                    .named()
                    .firstEntry()
                    .getValue();
            loss = model.config().head() == HeadKind.REPLACED_TOKEN
                    ? Functional.binaryCrossEntropyWithLogits(
                            logits.to(DType.F32), Tensors.zeros(DType.F32, Device.CPU, batch, length), Reduction.MEAN)
                    : Functional.crossEntropy(
                            logits.to(DType.F32), Tensors.zeros(DType.I64, Device.CPU, batch), Reduction.MEAN);
        }
        loss.backward();
        adam.step(1e-5, Gradients.clip(Gradients.norm(adam.leaves()), 1));
        Gradients.clear(adam.leaves());
    }

    private TokenBatch randomBatch(ModelConfig config, RandomKey key) {
        var stream = key.named("ids").at(0, 0, 0);
        var ids = new long[batch * length];
        var mask = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 3L + stream.nextInt(config.encoder().vocabSize() - 3);
            mask[i] = 1;
        }
        return new TokenBatch(batch, length, ids, new long[ids.length], mask);
    }
}
