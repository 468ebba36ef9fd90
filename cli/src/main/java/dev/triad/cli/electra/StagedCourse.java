// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.training.StagedTraining;
import dev.triad.core.progress.Progress;
import dev.triad.electra.finetune.Course;
import dev.triad.electra.finetune.Lesson;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.quant.pack.KnownCodes;
import dev.triad.quant.stages.Distilled;
import dev.triad.torch.train.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;

/// Learning a task while the model is compressed stage by stage.
record StagedCourse(StagedTraining training) implements Course {
    private static final String FOLDER = "stages";

    /// @param problem what is asked; nothing for questions about texts
    static Distilled.Answers answers(Optional<Problem> problem) {
        if (problem.isEmpty()) return Distilled.Answers.CLASSES;
        return switch (problem.get()) {
            case SINGLE_LABEL, TAGGING -> Distilled.Answers.CLASSES;
            case MULTI_LABEL -> Distilled.Answers.YES_OR_NO;
            case REGRESSION -> Distilled.Answers.NUMBERS;
        };
    }

    @Override
    public <B> OptionalLong learn(Attempt<B> attempt) throws IOException {
        var lesson = attempt.lesson();
        var job = attempt.job();
        var plan = job.settings().plan(lesson.stepsPerEpoch(), lesson.layers(), attempt.seed(), lesson.deciding());
        var folder = attempt.folder().resolve(FOLDER);
        if (!training.teacher().isWanted()) {
            return training.run(
                    lesson.objective(),
                    plan,
                    attempt.seed(),
                    job.compute(),
                    folder,
                    attempt.progress(),
                    attempt.stop());
        }
        try (var taught = job.begin(attempt.seed(), Progress.NONE)) {
            return training.run(
                    lesson.objective(),
                    StagedCourse.<B>same(taught),
                    plan,
                    attempt.seed(),
                    job.compute(),
                    folder,
                    attempt.progress(),
                    attempt.stop());
        }
    }

    @SuppressWarnings("unchecked") // one job's lessons have one kind of micro-batch
    private static <B> Objective<B> same(Lesson<?> lesson) {
        return (Objective<B>) lesson.objective();
    }

    /// Puts the codes beside the weights, of which they cannot always be seen.
    @Override
    public void complete(Path folder, Path model) throws IOException {
        Files.copy(folder.resolve(FOLDER).resolve(KnownCodes.NAME), model.resolve(KnownCodes.NAME));
    }

    @Override
    public void clean(Path folder) throws IOException {
        var home = folder.resolve(FOLDER);
        if (!Files.isDirectory(home)) return;
        var doomed = new ArrayList<Path>();
        try (var files = Files.walk(home)) {
            files.filter(path -> path.toString().contains("checkpoints")).forEach(doomed::add);
        }
        doomed.sort(Comparator.reverseOrder());
        for (var path : doomed) Files.delete(path);
    }
}
