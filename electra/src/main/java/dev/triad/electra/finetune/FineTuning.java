// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.file.Json;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.finetune.predict.Answers;
import dev.triad.electra.finetune.predict.Evaluation;
import dev.triad.electra.finetune.predict.Predictor;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.Task;
import dev.triad.electra.finetune.task.TaskData;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What fine-tuning minimises: the loss of the answers of one task per step.
///
/// The mean over a step's answers is exact however the step is cut into micro-batches: each micro-batch is
/// divided by the answers of the whole step.
public final class FineTuning implements Objective<TaskBatch> {
    /// The metric that is the mean of all tasks' deciding ones.
    public static final String AVERAGE = "average";

    private final TaskModels models;
    private final List<TaskData> tasks;
    private final FineTuningSettings settings;
    private final List<BatchOrder> orders = new ArrayList<>();
    private final TaskMixture mixture;
    private long tokens;
    private long evaluating;

    /// @param models one per task, on their device
    public FineTuning(TaskModels models, List<TaskData> tasks, FineTuningSettings settings, long seed) {
        this.models = models;
        this.tasks = List.copyOf(tasks);
        this.settings = settings;
        var key = RandomKey.of(seed).named("fine-tuning");
        for (var data : tasks) {
            int[] lengths = data.train().stream().mapToInt(EncodedRow::length).toArray();
            orders.add(new BatchOrder(key.named(data.task().name()), lengths, settings.batch()));
        }
        mixture = new TaskMixture(
                key, orders.stream().mapToLong(BatchOrder::batchesPerEpoch).toArray());
    }

    /// Steps in which every row is seen once.
    public long stepsPerEpoch() {
        return mixture.stepsPerEpoch();
    }

    /// Tokens that were learned from so far, by this process.
    public long tokens() {
        return tokens;
    }

    /// Nanoseconds that evaluations took.
    long evaluating() {
        return evaluating;
    }

    @Override
    public Module model() {
        return models;
    }

    @Override
    public List<TaskBatch> batches(long step) {
        var turn = mixture.turn(step);
        var train = tasks.get(turn.task()).train();
        var rows = new ArrayList<EncodedRow>();
        for (int row : orders.get(turn.task()).rows(turn.batch())) rows.add(train.get(row));
        double divisor =
                settings.sum() ? 1 : rows.stream().mapToInt(EncodedRow::answers).sum();
        var batches = new ArrayList<TaskBatch>();
        for (int from = 0; from < rows.size(); from += settings.microBatch()) {
            int to = Math.min(rows.size(), from + settings.microBatch());
            batches.add(new TaskBatch(turn.task(), List.copyOf(rows.subList(from, to)), divisor));
        }
        return batches;
    }

    @Override
    public Loss loss(TaskBatch batch, Pass pass) {
        for (var row : batch.rows()) tokens += row.length();
        var task = tasks.get(batch.task()).task();
        var model = models.models().get(batch.task());
        var input = Answers.input(model, batch.rows(), pass.compute().device());
        var states = model.encoder().train(input, pass, settings.recompute());
        var logits = Answers.logits(model, batch.rows(), input, states.hidden(), pass);
        var loss = TaskLoss.sum(task, logits, batch.rows()).div(batch.divisor());
        var parts = new LinkedHashMap<String, dev.triad.torch.tensor.Tensor>();
        if (tasks.size() > 1) parts.put("loss_" + task.name(), loss);
        return new Loss(loss, logits, parts, states.rest());
    }

    /// Metrics on held-out rows. Of several tasks, each metric has its task's name before it, and "average" is
    /// the mean of those that decide.
    @Override
    public SequencedMap<String, Double> evaluate(Compute compute) {
        long began = System.nanoTime();
        var metrics = new LinkedHashMap<String, Double>();
        double sum = 0;
        for (int i = 0; i < tasks.size(); i++) {
            var task = tasks.get(i).task();
            for (var held : tasks.get(i).held().entrySet()) {
                var evaluation = judge(i, held.getValue(), compute);
                String before = prefix(tasks.size() > 1, task, held.getKey());
                evaluation.metrics().forEach((name, value) -> metrics.put(before + name, value));
                if (held.getKey().isEmpty()) {
                    sum += evaluation.metrics().getOrDefault(task.deciding().toString(), 0.0);
                }
            }
        }
        if (tasks.size() > 1) metrics.put(AVERAGE, sum / tasks.size());
        evaluating += System.nanoTime() - began;
        return metrics;
    }

    /// What stands before a metric's name.
    static String prefix(boolean several, Task task, String held) {
        return (several ? task.name() + "_" : "") + (held.isEmpty() ? "" : held + "_");
    }

    /// The name of the metric that decides which checkpoint is best.
    public String deciding() {
        return tasks.size() > 1 ? AVERAGE : tasks.getFirst().task().deciding().toString();
    }

    /// How good the model is at one task.
    public Evaluation judge(int number, List<EncodedRow> rows, Compute compute) {
        var task = tasks.get(number).task();
        var predictor = new Predictor(models.models().get(number), task.problem(), compute);
        var answers = predictor.answers(rows, Progress.Task.NONE);
        if (task.problem() == Problem.REGRESSION) {
            for (var answer : answers) answer[0][0] = task.range().toTask(answer[0][0]);
        }
        return Evaluation.of(task, rows, answers);
    }

    /// A single task's checkpoint is a whole model, except that a number is still on the scale it is trained on.
    @Override
    public void save(Path folder) throws IOException {
        Objective.super.save(folder);
        if (tasks.size() == 1) {
            Files.writeString(
                    folder.resolve("config.json"),
                    ConfigJson.write(models.models().getFirst().config()));
        }
        Files.write(folder.resolve("tasks.json"), Json.render(java.util.Map.of("tasks", names())));
    }

    private List<String> names() {
        return tasks.stream().map(data -> data.task().name()).toList();
    }
}
