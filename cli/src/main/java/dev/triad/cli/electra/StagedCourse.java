// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.progress.Progress;
import dev.triad.electra.finetune.Course;
import dev.triad.electra.finetune.Lesson;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.pack.KnownCodes;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.product.Codebook;
import dev.triad.quant.stages.Distilled;
import dev.triad.quant.stages.IterativeQuantization;
import dev.triad.quant.stages.Stage;
import dev.triad.quant.stages.StageEstimate;
import dev.triad.quant.stages.StageSettings;
import dev.triad.torch.train.Objective;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// Learning a task while the model is compressed stage by stage, with the uncompressed model as teacher.
///
/// @param plan what becomes of each weight
/// @param named the stages; none for those of an encoder
/// @param teacher how much it has to say
/// @param gradient of centroids
/// @param iterations of k-means
/// @param manner of k-means
/// @param screen where the table of sizes and errors goes
record StagedCourse(
        Plan plan,
        List<Stage> named,
        Teacher teacher,
        Codebook.Gradient gradient,
        int iterations,
        KMeans.Manner manner,
        PrintWriter screen)
        implements Course {
    /// What is usual.
    static final int ITERATIONS = 15;

    private static final String FOLDER = "stages";

    /// See [Distilled]; a weight of 0 means that there is none.
    record Teacher(Distilled.Answers answers, double weight, double taskWeight, double temperature) {}

    @Override
    public <B> OptionalLong learn(Attempt<B> attempt) throws IOException {
        if (teacher.weight() == 0) return learn(attempt, attempt.lesson().objective());
        try (var taught = attempt.job().begin(attempt.seed(), Progress.NONE)) {
            return learn(
                    attempt,
                    new Distilled<>(
                            attempt.lesson().objective(),
                            StagedCourse.<B>same(taught),
                            teacher.answers(),
                            teacher.weight(),
                            teacher.taskWeight(),
                            teacher.temperature()));
        }
    }

    @SuppressWarnings("unchecked") // one job's lessons have one kind of micro-batch
    private static <B> Objective<B> same(Lesson<?> lesson) {
        return (Objective<B>) lesson.objective();
    }

    private <B, C> OptionalLong learn(Attempt<B> attempt, Objective<C> objective) throws IOException {
        var lesson = attempt.lesson();
        var job = attempt.job();
        var training = job.settings().plan(lesson.stepsPerEpoch(), lesson.layers(), attempt.seed(), lesson.deciding());
        var folder = attempt.folder().resolve(FOLDER);
        var settings = new StageSettings(training, gradient, iterations, manner, attempt.seed());
        try (var run = new IterativeQuantization<>(objective, plan, named, settings, job.compute(), folder)) {
            if (!Files.exists(folder)) print(run.estimate());
            if (!run.run(attempt.progress(), attempt.stop())) return OptionalLong.empty();
            KnownCodes.write(folder.resolve(KnownCodes.NAME), run.codes());
            run.settle();
            return OptionalLong.of(training.steps() * run.order().size());
        }
    }

    private void print(List<StageEstimate> estimates) {
        screen.printf(
                Locale.ROOT, "%-14s %-58s %12s %12s %8s  %s%n", "stage", "weight", "bytes", "packed", "error", "as");
        for (var row : estimates) {
            screen.printf(
                    Locale.ROOT,
                    "%-14s %-58s %,12d %,12d %8.4f  %s%n",
                    row.stage().name(),
                    row.decision().weight().name(),
                    row.before(),
                    row.after(),
                    row.relativeError(),
                    row.decision().scheme());
        }
        screen.flush();
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
