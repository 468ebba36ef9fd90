// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.progress.Progress;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// One run from the starting point to a finished model, in a folder of its own. A run that was broken off goes on
/// where its last checkpoint is.
final class Trial {
    private final TrialJob job;
    private final Path folder;
    private final long seed;

    Trial(TrialJob job, Path folder, long seed) {
        this.job = job;
        this.folder = folder;
        this.seed = seed;
    }

    /// Trains, and leaves `model/` and `result.json`.
    ///
    /// @param allowDrift go on under other compute settings than the recorded ones
    /// @return nothing if `stop` was raised; a checkpoint holds what was done
    Optional<TrialResult> run(boolean allowDrift, Progress progress, StopSignal stop) throws IOException {
        var run = Files.isDirectory(folder) ? RunFolder.open(folder) : RunFolder.create(folder);
        try (var lesson = job.begin(seed, progress)) {
            return run(lesson, run, allowDrift, progress, stop);
        }
    }

    private <B> Optional<TrialResult> run(
            Lesson<B> lesson, RunFolder run, boolean allowDrift, Progress progress, StopSignal stop)
            throws IOException {
        var objective = lesson.objective();
        var plan = job.settings().plan(lesson.stepsPerEpoch(), lesson.layers(), seed, lesson.deciding());
        long began = System.nanoTime();
        long steps;
        try (var trainer = new Trainer<>(objective, plan, job.compute(), run)) {
            trainer.resume(allowDrift);
            if (trainer.run(progress, stop) == Trainer.Outcome.INTERRUPTED) return Optional.empty();
            steps = trainer.completed();
        }
        double seconds = (System.nanoTime() - began - lesson.evaluating()) / 1e9;
        objective.load(folder.resolve("checkpoints").resolve("best"));
        var result = lesson.result(seed, steps, seconds);
        export(lesson);
        result.write(folder);
        return Optional.of(result);
    }

    private void export(Lesson<?> lesson) throws IOException {
        var work = folder.resolve(".model.partial");
        Folders.delete(work);
        Files.createDirectories(work);
        lesson.export(work);
        var target = folder.resolve("model");
        Folders.delete(target);
        Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
