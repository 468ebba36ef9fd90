// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.quant;

import dev.triad.bench.Quiet;
import dev.triad.core.random.RandomFill;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.quant.cluster.Clustering;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.tensor.Scope;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// K-means on one layer of RoBERTa-base, 3072 × 768 normal weights, or on all matrices of the model. The same
/// layer in PyTorch and scikit-learn: `bench/peers/kmeans_bench.py`.
@Command(name = "kmeans", mixinStandardHelpOptions = true, description = "K-means on the weights of RoBERTa-base.")
public final class KMeansBench implements Runnable {
    @Option(names = "--block", defaultValue = "8", description = "Weights in a block (default: ${DEFAULT-VALUE}).")
    private int block;

    @Option(names = "--centroids", defaultValue = "256", description = "Centroids (default: ${DEFAULT-VALUE}).")
    private int centroids;

    @Option(names = "--iterations", defaultValue = "15", description = "Iterations (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(names = "--threads", defaultValue = "2", description = "Threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--repeats",
            defaultValue = "5",
            description = "Timed runs on the layer (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(names = "--model", description = "All matrices of the model, once.")
    private boolean model;

    @Option(names = "--noisy", description = "Measure although the machine is busy.")
    private boolean noisy;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KMeansBench()).execute(arguments));
    }

    @Override
    public void run() {
        Quiet.require(noisy);
        out.printf(
                "k-means, blocks of %d, %d centroids, %d iterations, %d threads, load %.2f%n",
                block, centroids, iterations, threads, Quiet.load());
        if (model) wholeModel();
        else layer();
    }

    private void layer() {
        var values = new float[3072 * 768];
        RandomFill.normal(RandomKey.of(1), 0, 0, 0, 0, MemorySegment.ofArray(values), 0, 0.02);
        var weights = WeightRows.of(values, 768);
        var seconds = new double[repeats];
        Clustering found = cluster("layer", weights);
        for (int i = 0; i < repeats; i++) {
            long begin = System.nanoTime();
            found = cluster("layer", weights);
            seconds[i] = (System.nanoTime() - begin) / 1e9;
        }
        Arrays.sort(seconds);
        out.printf(
                "3072 x 768: %.3f s (%.3f to %.3f), %d iterations, relative error %.5f%n",
                seconds[repeats / 2],
                seconds[0],
                seconds[repeats - 1],
                found.trajectory().length,
                found.relativeError());
    }

    private void wholeModel() {
        var config = ModelConfig.of(EncoderConfig.robertaBase(), HeadKind.NONE);
        try (var roberta = new TextModel(config)) {
            roberta.initialize(RandomKey.of(1));
            long begin = System.nanoTime();
            long[] counts = new long[2];
            roberta.uniqueParameters().forEach((name, parameter) -> {
                if (parameter.shape().length < 2 || parameter.shape()[0] < 8) return;
                try (var _ = Scope.open()) {
                    cluster(name, WeightRows.of(parameter));
                }
                counts[0]++;
                counts[1] += parameter.count();
            });
            out.printf(
                    "RoBERTa-base: %d matrices, %,d weights, %.1f s, %,d MB of Java heap in use%n",
                    counts[0],
                    counts[1],
                    (System.nanoTime() - begin) / 1e9,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
        }
    }

    private Clustering cluster(String name, WeightRows weights) {
        return KMeans.run(name, weights, block, centroids, iterations, RandomKey.of(2), threads);
    }
}
