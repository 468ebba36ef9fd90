// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Predicting the next letter of a short text, in two micro-batches of different size per step.
final class LetterObjective implements Objective<LetterObjective.Batch>, AutoCloseable {
    private static final String TEXT = "the weaver sat by the river and counted the reeds; each reed that bent in the "
            + "wind was a day that had gone, and each that stood was a day to come. when the count was done the water had "
            + "risen to the step of the house, and the weaver laughed and began again with the tallest reed. ";

    /// Rows of letters and the number of predictions in the whole step.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Batch(long[] ids, int rows, int predictionsOfStep) {}

    private final LetterModel model = new LetterModel();
    private final RandomKey key;
    private double poison;

    LetterObjective(long seed) {
        key = RandomKey.of(seed);
        model.initialize(key.named("init"));
    }

    /// Makes the loss NaN from this step on.
    void poisonFrom(long step) {
        poison = step;
    }

    @Override
    public Module model() {
        return model;
    }

    @Override
    public List<Batch> batches(long step) {
        int predictions = 8 * (LetterModel.LENGTH - 1);
        return List.of(batch(step, 0, 5, predictions), batch(step, 1, 3, predictions));
    }

    private Batch batch(long step, int microBatch, int rows, int predictions) {
        var draws = key.named("data").at(step, microBatch, 0);
        var ids = new long[rows * LetterModel.LENGTH];
        for (int row = 0; row < rows; row++) {
            int start = draws.nextInt(TEXT.length() - LetterModel.LENGTH);
            for (int i = 0; i < LetterModel.LENGTH; i++) {
                char letter = TEXT.charAt(start + i);
                ids[row * LetterModel.LENGTH + i] = letter >= 'a' && letter <= 'z' ? letter - 'a' : 26 + letter % 6;
            }
        }
        return new Batch(ids, rows, predictions);
    }

    @Override
    public Loss loss(Batch batch, Pass pass) {
        int length = LetterModel.LENGTH;
        var ids = Tensors.of(batch.ids(), batch.rows(), length);
        var logits = model.forward(ids, pass).narrow(1, 0, length - 1).to(DType.F32);
        var targets = ids.narrow(1, 1, length - 1).reshape(-1);
        var sum = Functional.crossEntropy(logits.reshape(-1, LetterModel.LETTERS), targets, Reduction.SUM);
        var share = sum.div(batch.predictionsOfStep());
        if (poison > 0 && pass.step() >= poison) share = share.mul(Double.NaN);
        var parts = new LinkedHashMap<String, dev.triad.torch.tensor.Tensor>();
        parts.put("nats", share);
        return new Loss(share, logits, parts);
    }

    @Override
    public SequencedMap<String, Double> evaluate(Compute compute) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            double loss = 0;
            for (var batch : batches(1_000_000))
                loss += loss(batch, Pass.evaluation(compute)).total().item();
            var metrics = new LinkedHashMap<String, Double>();
            metrics.put("loss", loss);
            return metrics;
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
