// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.torch;

import dev.triad.bench.Quiet;
import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.tensor.Torch;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What dropout costs, forward and backward, on the output of a feed-forward layer of ELECTRA-Small (2,048
/// tokens), beside the layer itself and beside libtorch's own dropout.
@Command(name = "dropout", mixinStandardHelpOptions = true, description = "Dropout beside the layer it follows.")
public final class DropoutBench implements Runnable {
    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--repeats", defaultValue = "30", description = "Timed repeats (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DropoutBench()).execute(arguments));
    }

    @Override
    public void run() {
        Quiet.require(noisy);
        Torch.setThreads(threads);
        out.printf("2,048 tokens, %d threads, %s, load %.2f%n", threads, Torch.cpuCapability(), Quiet.load());
        out.printf(
                "%-5s %-12s %12s %12s %14s %14s%n",
                "dtype", "layer", "layer ms", "dropout ms", "libtorch's ms", "dropout/layer");
        for (var dtype : List.of(DType.F32, DType.BF16)) {
            row(dtype, 1024, 256);
            row(dtype, 256, 1024);
        }
    }

    private void row(DType dtype, long in, long width) {
        var compute = new Compute(Device.CPU, dtype, AttentionForm.EXPLICIT, threads);
        try (var layer = new Linear(in, width, Initializer.normal(0.02));
                var _ = Scope.open()) {
            layer.initialize(RandomKey.of(1));
            var x = Tensors.full(0.5, dtype, Device.CPU, 2048, in).requiresGrad(true);
            var y = Tensors.full(0.5, dtype, Device.CPU, 2048, width).requiresGrad(true);
            double linear = median(x, compute, z -> layer.forward(z, Pass.evaluation(compute)));
            double ours = median(
                    y,
                    compute,
                    z -> Pass.training(compute, RandomKey.of(1), 0, 0).dropout(z, 0.1));
            double libtorch = median(y, compute, z -> Functional.libtorchDropout(z, 0.1));
            layer.uniqueParameters()
                    .values()
                    .forEach(parameter -> parameter.master().clearGrad());
            x.clearGrad();
            y.clearGrad();
            out.printf(
                    "%-5s %-12s %12.2f %12.2f %14.2f %14.3f%n",
                    dtype, in + "→" + width, linear, ours, libtorch, ours / linear);
        }
    }

    /// Median milliseconds of forward and backward.
    private double median(Tensor input, Compute compute, UnaryOperator<Tensor> function) {
        var milliseconds = new double[repeats];
        for (int repeat = -5; repeat < repeats; repeat++) {
            try (var _ = Scope.open()) {
                long begin = System.nanoTime();
                Tensor result;
                try (var _ = Autocast.open(Device.CPU, compute.dtype())) {
                    result = function.apply(input);
                }
                result.backward(Tensors.emptyLike(result), false);
                if (repeat >= 0) milliseconds[repeat] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(milliseconds);
        return milliseconds[repeats / 2];
    }
}
