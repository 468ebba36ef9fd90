// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.ConfigJson;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.TaskData;
import dev.triad.electra.finetune.task.TaskFile;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import dev.triad.torch.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Optional;

/// One run from the starting point to a finished model, in a folder of its own. A run that was broken off goes on
/// where its last checkpoint is.
final class Trial {
    private final FineTuningJob job;
    private final Path folder;
    private final long seed;

    Trial(FineTuningJob job, Path folder, long seed) {
        this.job = job;
        this.folder = folder;
        this.seed = seed;
    }

    /// Trains, and leaves `model/` and `result.json`.
    ///
    /// @param allowDrift go on under other compute settings than the recorded ones
    /// @return nothing if `stop` was raised; a checkpoint holds what was done
    Optional<TrialResult> run(boolean allowDrift, Progress progress, StopSignal stop) throws IOException {
        var settings = job.settings();
        var run = Files.isDirectory(folder) ? RunFolder.open(folder) : RunFolder.create(folder);
        int layers = job.start().config().encoder().numHiddenLayers();
        try (var models = new TaskModels(job.configs())) {
            var tasks = job.tasks().stream().map(TaskData::task).toList();
            var report = job.start().load(models, tasks, RandomKey.of(seed).named("init"));
            say(report, progress);
            models.freeze(settings.frozenLayers());
            models.to(job.compute().device(), job.compute().dtype() == DType.F64 ? DType.F64 : DType.F32);
            var objective = new FineTuning(models, job.tasks(), settings, seed);
            var plan = settings.plan(objective.stepsPerEpoch(), layers, seed, objective.deciding());
            long began = System.nanoTime();
            long steps;
            try (var trainer = new Trainer<>(objective, plan, job.compute(), run)) {
                trainer.resume(allowDrift);
                if (trainer.run(progress, stop) == Trainer.Outcome.INTERRUPTED) return Optional.empty();
                steps = trainer.completed();
            }
            double seconds = (System.nanoTime() - began - objective.evaluating()) / 1e9;
            objective.load(folder.resolve("checkpoints").resolve("best"));
            var result = judge(objective, steps, seconds);
            export(models);
            result.write(folder);
            return Optional.of(result);
        }
    }

    private static void say(StartingPoint.Report report, Progress progress) {
        if (!report.replaced().isEmpty()) {
            progress.message(
                    "the model's head answers something else and is replaced: " + String.join(", ", report.replaced()));
        }
        if (!report.fresh().isEmpty()) {
            progress.message("starting from random values: " + String.join(", ", report.fresh()));
        }
    }

    private TrialResult judge(FineTuning objective, long steps, double seconds) {
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

    /// Writes `model/`, a folder as Hugging Face has them; of several tasks one for each, `model/TASK/`.
    private void export(TaskModels models) throws IOException {
        var work = folder.resolve(".model.partial");
        Folders.delete(work);
        for (int i = 0; i < job.tasks().size(); i++) {
            var data = job.tasks().get(i);
            var model = models.models().get(i);
            if (data.task().problem() == Problem.REGRESSION) {
                ScoreScale.toTask(model, data.task().range());
            }
            var target =
                    job.tasks().size() == 1 ? work : work.resolve(data.task().name());
            Files.createDirectories(target);
            Weights.write(model, target.resolve("model.safetensors"));
            Files.writeString(target.resolve("config.json"), ConfigJson.write(model.config()));
            new TaskFile(data.task(), job.maxLength()).write(target);
            job.tokenizer().write(target);
        }
        var target = folder.resolve("model");
        Folders.delete(target);
        Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
