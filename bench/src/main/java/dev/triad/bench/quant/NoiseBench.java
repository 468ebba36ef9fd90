// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.quant;

import dev.triad.bench.Quiet;
import dev.triad.bench.torch.DiscriminatorShape;
import dev.triad.core.random.RandomKey;
import dev.triad.quant.noise.NoisePlan;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.nn.WeightTransform;
import dev.triad.torch.optim.Adam;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.Gradients;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.tensor.Torch;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What noise adds to a training step of ELECTRA-Small's discriminator shape in f32. Steps with noise and without
/// alternate, so that both see the same machine.
@Command(name = "noise", mixinStandardHelpOptions = true, description = "The cost of quantisation noise in training.")
public final class NoiseBench implements Runnable {
    @Option(names = "--batch", defaultValue = "16", description = "Sequences per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--length", defaultValue = "128", description = "Tokens per sequence (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--steps", defaultValue = "10", description = "Timed pairs of steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--rate", defaultValue = "0.1", description = "Noise rate (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--kinds", split = ",", description = "Kinds of noise; by default all.")
    private List<String> kinds = List.of("pq", "mean", "int8", "int4", "pq-exact");

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new NoiseBench()).execute(arguments));
    }

    @Override
    public void run() {
        Quiet.require(noisy);
        Torch.setThreads(threads);
        out.printf(
                "ELECTRA-Small discriminator shape, batch %d×%d, f32, %d threads, noise rate %s, load %.2f%n",
                batch, length, threads, rate, Quiet.load());
        out.printf("%-10s %10s %10s %8s%n", "noise", "plain ms", "noisy ms", "added");
        for (var kind : kinds) measure(kind);
    }

    private void measure(String kind) {
        try (var model = new DiscriminatorShape(0.1)) {
            model.initialize(RandomKey.of(1).named("init"));
            NoisePlan.parse(List.of("*=" + kind + ",rate=" + rate)).install(model);
            var transforms = new LinkedHashMap<Parameter, WeightTransform>();
            model.uniqueParameters().values().forEach(each -> transforms.put(each, each.transform()));
            try (var adam = new Adam(model.uniqueParameters(), AdamConfig.adamW(), ParameterRule::bert, threads)) {
                var plain = new double[steps];
                var noisy = new double[steps];
                for (int step = -2; step < steps; step++) {
                    double without = step(model, adam, transforms, false, step + 2);
                    double with = step(model, adam, transforms, true, step + 2);
                    if (step < 0) continue;
                    plain[step] = without;
                    noisy[step] = with;
                }
                Arrays.sort(plain);
                Arrays.sort(noisy);
                // The fastest steps: what others do on the machine only ever adds.
                double before = plain[0];
                double after = noisy[0];
                out.printf("%-10s %10.1f %10.1f %7.1f%%%n", kind, before, after, 100 * (after / before - 1));
            }
        }
    }

    /// Milliseconds of one step.
    private double step(
            DiscriminatorShape model,
            Adam adam,
            Map<Parameter, WeightTransform> transforms,
            boolean withNoise,
            long number) {
        transforms.forEach(
                (parameter, transform) -> parameter.transform(withNoise ? transform : WeightTransform.IDENTITY));
        var compute = new Compute(Device.CPU, DType.F32, AttentionForm.EXPLICIT, threads);
        long begin = System.nanoTime();
        try (var _ = Scope.open()) {
            var ids = Tensors.of(randomIds(number), batch, length);
            var segments = Tensors.zeros(DType.I64, Device.CPU, batch, length);
            var labels = Tensors.of(new float[batch * length], batch, length);
            var pass = Pass.training(compute, RandomKey.of(1), number, 0);
            var logits = model.forward(ids, segments, Tensors.arange(length, Device.CPU), pass);
            Functional.binaryCrossEntropyWithLogits(logits, labels, Reduction.MEAN)
                    .backward();
            adam.step(5e-4, Gradients.clip(Gradients.norm(adam.leaves()), 1));
            Gradients.clear(adam.leaves());
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private long[] randomIds(long step) {
        var stream = RandomKey.of(7).at(step, 0, 0);
        var ids = new long[batch * length];
        for (int i = 0; i < ids.length; i++) ids[i] = stream.nextInt(30_522);
        return ids;
    }
}
