// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.TaskData;
import dev.triad.electra.finetune.task.TaskFile;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.train.Objective;
import dev.triad.torch.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Learning classes, labels, numbers and tags.
final class TaskLesson implements Lesson<TaskBatch> {
    private final FineTuningJob job;
    private final TaskModels models;
    private final FineTuning objective;

    private TaskLesson(FineTuningJob job, TaskModels models, FineTuning objective) {
        this.job = job;
        this.models = models;
        this.objective = objective;
    }

    /// Takes a fresh copy of the starting point.
    static TaskLesson begin(FineTuningJob job, long seed, Progress progress) throws IOException {
        var models = new TaskModels(
                job.configs(),
                job.adjustment().stack(job.start().config().encoder().numHiddenLayers()));
        try {
            var tasks = job.tasks().stream().map(TaskData::task).toList();
            job.start().load(models, tasks, RandomKey.of(seed).named("init")).tell(progress);
            models.freeze(job.settings().frozenLayers());
            models.to(job.compute().device(), job.compute().dtype() == DType.F64 ? DType.F64 : DType.F32);
            job.adjustment().preparation().accept(models);
            return new TaskLesson(job, models, new FineTuning(models, job.tasks(), job.settings(), seed));
        } catch (IOException | RuntimeException e) {
            models.close();
            throw e;
        }
    }

    @Override
    public Objective<TaskBatch> objective() {
        return objective;
    }

    @Override
    public int layers() {
        return job.start().config().encoder().numHiddenLayers();
    }

    @Override
    public long stepsPerEpoch() {
        return objective.stepsPerEpoch();
    }

    @Override
    public String deciding() {
        return objective.deciding();
    }

    @Override
    public long evaluating() {
        return objective.evaluating();
    }

    @Override
    public TrialResult result(long seed, long steps, double seconds) {
        var metrics = new LinkedHashMap<String, Double>();
        var reasons = new StringBuilder();
        double sum = 0;
        boolean several = job.tasks().size() > 1;
        for (int i = 0; i < job.tasks().size(); i++) {
            var data = job.tasks().get(i);
            for (var held : data.held().entrySet()) {
                var evaluation = objective.judge(i, held.getValue(), job.compute());
                String before = FineTuning.prefix(several, data.task(), held.getKey());
                evaluation.metrics().forEach((name, value) -> metrics.put(before + name, value));
                if (held.getKey().isEmpty()) {
                    sum += evaluation
                            .metrics()
                            .getOrDefault(data.task().deciding().toString(), Double.NaN);
                    evaluation
                            .degenerate()
                            .ifPresent(reason -> reasons.append(reasons.isEmpty() ? "" : "; ")
                                    .append(several ? data.task().name() + ": " : "")
                                    .append(reason));
                }
            }
        }
        if (several) metrics.put(FineTuning.AVERAGE, sum / job.tasks().size());
        var degenerate = reasons.isEmpty() ? Optional.<String>empty() : Optional.of(reasons.toString());
        return new TrialResult(seed, steps, seconds, objective.tokens(), objective.deciding(), metrics, degenerate);
    }

    /// A folder as Hugging Face has them; of several tasks one for each, `TASK/`.
    @Override
    public void export(Path folder) throws IOException {
        for (int i = 0; i < job.tasks().size(); i++) {
            var data = job.tasks().get(i);
            var model = models.models().get(i);
            if (data.task().problem() == Problem.REGRESSION) {
                ScoreScale.toTask(model, data.task().range());
            }
            var target = job.tasks().size() == 1
                    ? folder
                    : folder.resolve(data.task().name());
            Files.createDirectories(target);
            Weights.writeAllNames(model, target.resolve("model.safetensors"));
            Files.writeString(target.resolve("config.json"), ConfigJson.write(model.config()));
            new TaskFile(data.task(), job.maxLength()).write(target);
            job.tokenizer().write(target);
        }
    }

    @Override
    public void close() {
        models.close();
    }
}
