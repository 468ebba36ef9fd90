// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.file.AtomicFolder;
import dev.triad.core.progress.Progress;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// How a lesson is learned: what happens between its starting point and the model that is judged.
public interface Course {
    /// Training by the settings, of which the best checkpoint is kept.
    Course STRAIGHT = new Straight();

    /// A lesson that is to be learned.
    ///
    /// @param job what all trials have in common
    /// @param lesson at its starting point
    /// @param seed of the trial
    /// @param folder of the trial, which may hold what an attempt that was broken off left
    /// @param allowDrift go on under other compute settings than the recorded ones
    record Attempt<B>(
            TrialJob job,
            Lesson<B> lesson,
            long seed,
            Path folder,
            boolean allowDrift,
            Progress progress,
            StopSignal stop) {}

    /// Learns the lesson; its model is then the one to judge.
    ///
    /// @return optimiser steps in all, or nothing if the stop signal was raised and the same call later goes on
    <B> OptionalLong learn(Attempt<B> attempt) throws IOException;

    /// Adds to the learned model's folder what is known about it besides its weights.
    ///
    /// @param folder of the trial
    /// @param model where the model was written
    default void complete(Path folder, Path model) throws IOException {}

    /// Removes what only an attempt that goes on would need.
    void clean(Path folder) throws IOException;

    /// See [#STRAIGHT].
    final class Straight implements Course {
        private Straight() {}

        @Override
        public <B> OptionalLong learn(Attempt<B> attempt) throws IOException {
            var lesson = attempt.lesson();
            var job = attempt.job();
            var run = Files.isDirectory(attempt.folder())
                    ? RunFolder.open(attempt.folder())
                    : RunFolder.create(attempt.folder());
            var plan = job.settings().plan(lesson.stepsPerEpoch(), lesson.layers(), attempt.seed(), lesson.deciding());
            try (var trainer = new Trainer<>(lesson.objective(), plan, job.compute(), run)) {
                trainer.resume(attempt.allowDrift());
                if (trainer.run(attempt.progress(), attempt.stop()) == Trainer.Outcome.INTERRUPTED) {
                    return OptionalLong.empty();
                }
                lesson.objective().load(attempt.folder().resolve("checkpoints").resolve("best"));
                return OptionalLong.of(trainer.completed());
            }
        }

        @Override
        public void clean(Path folder) throws IOException {
            AtomicFolder.delete(folder.resolve("checkpoints"));
        }
    }
}
