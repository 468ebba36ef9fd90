// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.torch;

import dev.triad.bench.Quiet;
import dev.triad.core.random.RandomKey;
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
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.tensor.Torch;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// One training step of ELECTRA-Small's discriminator shape (forward, backward, clipping and AdamW, dropout 0.1) in
/// every combination of attention form and element type, as tokens per second.
@Command(
        name = "training-step",
        mixinStandardHelpOptions = true,
        description = "Training steps of ELECTRA-Small's shape in tokens per second.")
public final class TrainingStepBench implements Runnable {
    @Option(names = "--batch", defaultValue = "16", description = "Sequences per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--length", defaultValue = "128", description = "Tokens per sequence (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--steps", defaultValue = "12", description = "Timed steps per row (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--dropout", defaultValue = "0.1", description = "Dropout (default: ${DEFAULT-VALUE}).")
    private double dropout;

    @Option(names = "--only", description = "Only this row, as attention/dtype, for example explicit/bf16.")
    private String only = "";

    @Option(names = "--parts", description = "Also time forward, backward and update apart.")
    private boolean parts;

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TrainingStepBench()).execute(arguments));
    }

    @Override
    public void run() {
        Quiet.require(noisy);
        Torch.setThreads(threads);
        out.printf(
                "ELECTRA-Small discriminator shape, batch %d×%d, %d threads, dropout %s, %s, %s, load %.2f%n",
                batch, length, threads, dropout, Torch.cpuCapability(), Torch.blas(), Quiet.load());
        out.printf("%-10s %-6s %12s %10s %10s%n", "attention", "dtype", "tokens/s", "median ms", "spread ms");
        for (var form : AttentionForm.values()) {
            for (var dtype : List.of(DType.F32, DType.BF16)) {
                if (only.isEmpty() || only.equals(form + "/" + dtype)) row(form, dtype);
            }
        }
    }

    private void row(AttentionForm form, DType dtype) {
        var compute = new Compute(Device.CPU, dtype, form, threads);
        var key = RandomKey.of(1);
        // The fused form cannot take its dropout from our generator: it is measured without dropout on the attention
        // weights.
        try (var model = new DiscriminatorShape(dropout)) {
            model.initialize(key.named("init"));
            try (var adam = new Adam(model.uniqueParameters(), AdamConfig.adamW(), ParameterRule::bert, threads);
                    var _ = Scope.open()) {
                var ids = Tensors.of(randomIds(key), batch, length);
                var segments = Tensors.zeros(DType.I64, Device.CPU, batch, length);
                var positions = Tensors.arange(length, Device.CPU);
                var labels = Tensors.of(new float[batch * length], batch, length);
                var milliseconds = new double[steps];
                var times = new double[3];
                for (int step = -3; step < steps; step++) {
                    long begin = System.nanoTime();
                    try (var _ = Scope.open()) {
                        var pass = Pass.training(compute, key, step + 3, 0);
                        Tensor loss;
                        try (var _ = Autocast.open(Device.CPU, dtype)) {
                            var logits = model.forward(ids, segments, positions, pass);
                            loss = Functional.binaryCrossEntropyWithLogits(
                                    logits.to(DType.F32), labels, Reduction.MEAN);
                        }
                        long forward = System.nanoTime();
                        loss.backward();
                        long backward = System.nanoTime();
                        double norm = Gradients.norm(adam.leaves());
                        adam.step(5e-4, Gradients.clip(norm, 1));
                        Gradients.clear(adam.leaves());
                        long end = System.nanoTime();
                        if (step >= 0) {
                            milliseconds[step] = (end - begin) / 1e6;
                            times[0] += (forward - begin) / 1e6 / steps;
                            times[1] += (backward - forward) / 1e6 / steps;
                            times[2] += (end - backward) / 1e6 / steps;
                        }
                    }
                }
                report(form, dtype, milliseconds, times);
            }
        }
    }

    private void report(AttentionForm form, DType dtype, double[] milliseconds, double[] times) {
        Arrays.sort(milliseconds);
        double median = milliseconds[steps / 2];
        out.printf(
                "%-10s %-6s %12.0f %10.1f %5.1f–%.1f%n",
                form, dtype, batch * length / median * 1000, median, milliseconds[0], milliseconds[steps - 1]);
        if (parts) {
            out.printf(
                    "  forward %.1f ms, backward %.1f ms, clipping and update %.1f ms%n", times[0], times[1], times[2]);
        }
    }

    private long[] randomIds(RandomKey key) {
        var stream = key.named("ids").at(0, 0, 0);
        var ids = new long[batch * length];
        for (int i = 0; i < ids.length; i++) ids[i] = stream.nextInt(30_522);
        return ids;
    }
}
