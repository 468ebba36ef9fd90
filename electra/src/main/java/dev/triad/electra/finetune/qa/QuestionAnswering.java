// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.finetune.BatchOrder;
import dev.triad.electra.finetune.FineTuningSettings;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What learning to answer questions minimises: the loss of windows, averaged over a step's windows exactly however
/// the step is cut into micro-batches.
public final class QuestionAnswering implements Objective<WindowBatch> {
    private final TextModel model;
    private final QuestionData data;
    private final FineTuningSettings settings;
    private final SearchOptions search;
    private final List<WindowRow> rows;
    private final BatchOrder order;
    private long tokens;
    private long evaluating;

    /// @param model with the joint or the plain head, on its device
    public QuestionAnswering(
            TextModel model, QuestionData data, FineTuningSettings settings, SearchOptions search, long seed) {
        this.model = model;
        this.data = data;
        this.settings = settings;
        this.search = search;
        rows = data.train().rows();
        order = new BatchOrder(
                RandomKey.of(seed).named("questions"),
                rows.stream().mapToInt(WindowRow::length).toArray(),
                settings.batch());
    }

    /// Steps in which every window is seen once.
    public long stepsPerEpoch() {
        return order.batchesPerEpoch();
    }

    /// Tokens that were learned from so far, by this process.
    long tokens() {
        return tokens;
    }

    /// Nanoseconds that evaluations took.
    long evaluating() {
        return evaluating;
    }

    @Override
    public Module model() {
        return model;
    }

    @Override
    public List<WindowBatch> batches(long step) {
        var chosen = new ArrayList<WindowRow>();
        for (int row : order.rows(step)) chosen.add(rows.get(row));
        double divisor = settings.sum() ? 1 : chosen.size();
        var batches = new ArrayList<WindowBatch>();
        for (int from = 0; from < chosen.size(); from += settings.microBatch()) {
            int to = Math.min(chosen.size(), from + settings.microBatch());
            batches.add(new WindowBatch(chosen.subList(from, to), divisor));
        }
        return batches;
    }

    @Override
    public Loss loss(WindowBatch batch, Pass pass) {
        for (var row : batch.rows()) tokens += row.length();
        var windows = WindowInput.of(model, batch.rows(), pass.compute().device());
        var states = model.encoder().train(windows.input(), pass, settings.recompute());
        var loss = SpanLoss.of(model, batch.rows(), windows, states.hidden(), pass);
        var parts = new LinkedHashMap<String, Tensor>();
        loss.answerable().ifPresent(answerable -> {
            parts.put("loss_span", loss.span().div(batch.divisor()));
            parts.put("loss_answerable", answerable.div(batch.divisor()));
        });
        return new Loss(loss.total().div(batch.divisor()), loss.logits(), parts, states.rest());
    }

    @Override
    public SequencedMap<String, Double> evaluate(Compute compute) {
        long began = System.nanoTime();
        var metrics = judge(compute).metrics();
        evaluating += System.nanoTime() - began;
        return metrics;
    }

    /// How good the model is on the questions to judge by.
    QuestionEvaluation judge(Compute compute) {
        var finder = new AnswerFinder(model, compute, search);
        var answers = finder.find(data.held(), Progress.Task.NONE);
        return QuestionEvaluation.of(data.task(), answers, finder.usualThreshold());
    }

    /// A checkpoint is a whole model.
    @Override
    public void save(Path folder) throws IOException {
        Objective.super.save(folder);
        Files.writeString(folder.resolve("config.json"), ConfigJson.write(model.config()));
    }
}
