// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.quant;

import dev.triad.core.model.packed.ModelDescription;
import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.quant.pack.Packer;
import dev.triad.quant.pack.PackingOptions;
import dev.triad.quant.pack.WeightSource;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlannedWeight;
import dev.triad.quant.plan.Planner;
import dev.triad.quant.plan.Rule;
import dev.triad.quant.weight.NamePattern;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// How much a weight matters, seen in the model's answers: it alone is replaced by product codes, the model is
/// asked about some texts, and the squared movement of its answers is divided by what the weight lost. No labels
/// are needed.
final class AnswerImportance implements ToDoubleFunction<PlannedWeight>, AutoCloseable {
    private static final int ITERATIONS = 5;

    /// What answers move by at least, in proportion: differences below are noise, and a weight is never free.
    private static final double LEAST = 1e-6;

    private final WeightSource weights;
    private final TextModel model;
    private final List<TokenBatch> batches;
    private final PackingOptions options;
    private final float[] answers;

    private AnswerImportance(WeightSource weights, TextModel model, List<TokenBatch> batches, PackingOptions options) {
        this.weights = weights;
        this.model = model;
        this.batches = batches;
        this.options = new PackingOptions(ITERATIONS, options.key(), options.threads());
        answers = ask();
    }

    /// Loads the model and asks it as it is.
    ///
    /// @throws IOException when there are no texts, or nothing that makes tokens of them
    static AnswerImportance of(TextSource source, WeightSource weights, Path texts, PackingOptions options)
            throws IOException {
        var batches = SomeTexts.read(source, texts);
        return new AnswerImportance(weights, source.checkpoint().load(), batches, options);
    }

    @Override
    public double applyAsDouble(PlannedWeight weight) {
        var parameter = model.parameters().get(weight.name());
        if (parameter == null) throw new IllegalArgumentException("the model has no weight " + weight.name());
        var probe = new Packer(
                        new WeightSource(List.of(weight), new LinkedHashMap<>(), weights.tensors()),
                        new Plan(List.of(new Rule(NamePattern.ALL, probe(weight)))))
                .pack(
                        new ModelDescription("", List.of(), Map.of(), Map.of()),
                        Optional.empty(),
                        options,
                        Progress.NONE);
        double lost = Planner.loss(probe.parameters().getFirst().relativeError());
        var coded = probe.content().weights().firstEntry().getValue();
        Tensor original;
        try (var _ = Scope.open()) {
            original = parameter.master().detach().copy().keep();
            parameter.assign(Tensors.of(coded.decode(), parameter.shape()));
        }
        try {
            return moved(ask()) / Math.max(lost, LEAST);
        } finally {
            parameter.assign(original);
            original.close();
        }
    }

    private static Form probe(PlannedWeight weight) {
        int block = 8;
        while (weight.shape().columns() % block != 0) block /= 2;
        return Form.Product.of(block);
    }

    /// The squared movement as a share of what the answers differ among themselves.
    private double moved(float[] now) {
        double mean = 0;
        for (float answer : answers) mean += answer / (double) answers.length;
        double movement = 0;
        double spread = 0;
        for (int i = 0; i < answers.length; i++) {
            movement += (now[i] - (double) answers[i]) * (now[i] - (double) answers[i]);
            spread += (answers[i] - mean) * (answers[i] - mean);
        }
        return Math.max(LEAST, movement / Math.max(spread, Float.MIN_NORMAL));
    }

    private float[] ask() {
        var pass = Pass.evaluation(Compute.plain());
        var pieces = new ArrayList<float[]>();
        for (var batch : batches) {
            try (var _ = Scope.open();
                    var _ = NoGrad.open()) {
                var input = EncoderInput.of(batch, model.config().encoder(), Device.CPU);
                for (var tensor : model.forward(input, pass).named().values()) pieces.add(tensor.toFloats());
            }
        }
        var all = new float[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (var piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    @Override
    public void close() {
        model.close();
    }
}
