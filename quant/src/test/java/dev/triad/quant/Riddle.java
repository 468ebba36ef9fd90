// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.Objective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.LongConsumer;

/// Something small to learn, for tests of training: which of four classes a number below 256 belongs to.
public final class Riddle implements Objective<long[]>, AutoCloseable {
    public static final int NUMBERS = 256;
    public static final int CLASSES = 4;

    /// The model: a table, a hidden layer, an output.
    public static final class Net extends Module {
        private final Embedding table = child("embeddings", new Embedding(NUMBERS, 32, Initializer.normal(0.5)));
        private final Linear hidden = child("hidden", new Linear(32, 64, Initializer.normal(0.2)));
        private final Linear output = child("output", new Linear(64, CLASSES, Initializer.normal(0.2)));

        Tensor forward(Tensor ids, Pass pass) {
            var middle = Functional.gelu(hidden.forward(table.forward(ids, pass), pass));
            return output.forward(pass.dropout(middle, 0.1), pass);
        }
    }

    private final Net net = new Net();
    private final RandomKey key;
    private LongConsumer onStep = _ -> {};

    public Riddle(long seed) {
        key = RandomKey.of(seed);
        net.initialize(key.named("init"));
    }

    /// Is told of every step that is about to begin.
    public void onStep(LongConsumer listener) {
        onStep = listener;
    }

    private static long answer(long number) {
        return (number * number / 7 + number) % CLASSES;
    }

    @Override
    public Net model() {
        return net;
    }

    @Override
    public List<long[]> batches(long step) {
        onStep.accept(step);
        return List.of(numbers(step, 0), numbers(step, 1));
    }

    private long[] numbers(long step, int microBatch) {
        var draws = key.named("data").at(step, microBatch, 0);
        var numbers = new long[32];
        for (int i = 0; i < numbers.length; i++) numbers[i] = draws.nextInt(NUMBERS);
        return numbers;
    }

    @Override
    public Loss loss(long[] numbers, Pass pass) {
        var logits = net.forward(Tensors.of(numbers), pass).to(DType.F32);
        return new Loss(nll(logits, numbers).div(64), logits);
    }

    private static Tensor nll(Tensor logits, long[] numbers) {
        var targets = new long[numbers.length];
        for (int i = 0; i < targets.length; i++) targets[i] = answer(numbers[i]);
        return Functional.crossEntropy(logits, Tensors.of(targets), Reduction.SUM);
    }

    @Override
    public SequencedMap<String, Double> evaluate(Compute compute) {
        var all = new long[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) all[i] = i;
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var logits = net.forward(Tensors.of(all), Pass.evaluation(compute)).to(DType.F32);
            var guesses = logits.argmax(1).toLongs();
            int right = 0;
            for (int i = 0; i < NUMBERS; i++) if (guesses[i] == answer(i)) right++;
            var metrics = new LinkedHashMap<String, Double>();
            metrics.put("accuracy", right / (double) NUMBERS);
            metrics.put("loss", nll(logits, all).item() / NUMBERS);
            return metrics;
        }
    }

    @Override
    public void close() {
        net.close();
    }
}
