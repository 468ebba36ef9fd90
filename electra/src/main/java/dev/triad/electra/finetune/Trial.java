// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.file.AtomicFolder;
import dev.triad.core.progress.Progress;
import dev.triad.torch.train.StopSignal;
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
        try (var lesson = job.begin(seed, progress)) {
            return run(lesson, allowDrift, progress, stop);
        }
    }

    private <B> Optional<TrialResult> run(Lesson<B> lesson, boolean allowDrift, Progress progress, StopSignal stop)
            throws IOException {
        long began = System.nanoTime();
        var steps = job.course().learn(new Course.Attempt<>(job, lesson, seed, folder, allowDrift, progress, stop));
        if (steps.isEmpty()) return Optional.empty();
        double seconds = (System.nanoTime() - began - lesson.evaluating()) / 1e9;
        var result = lesson.result(seed, steps.getAsLong(), seconds);
        export(lesson);
        result.write(folder);
        return Optional.of(result);
    }

    private void export(Lesson<?> lesson) throws IOException {
        var work = folder.resolve(".model.partial");
        AtomicFolder.delete(work);
        Files.createDirectories(work);
        lesson.export(work);
        job.course().complete(folder, work);
        var target = folder.resolve("model");
        AtomicFolder.delete(target);
        Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
