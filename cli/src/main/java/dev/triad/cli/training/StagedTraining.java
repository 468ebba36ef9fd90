// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.training;

import dev.triad.core.progress.Progress;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.pack.KnownCodes;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.product.Codebook;
import dev.triad.quant.stages.Distilled;
import dev.triad.quant.stages.IterativeQuantization;
import dev.triad.quant.stages.Stage;
import dev.triad.quant.stages.StageEstimate;
import dev.triad.quant.stages.StageSettings;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.Objective;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// Learning while the model is compressed stage by stage, with the uncompressed model as teacher.
///
/// @param plan what becomes of each weight
/// @param named the stages; none for those of an encoder
/// @param teacher how much it has to say
/// @param gradient of centroids
/// @param iterations of k-means
/// @param manner of k-means
/// @param screen where the table of sizes and errors goes
public record StagedTraining(
        Plan plan,
        List<Stage> named,
        Teacher teacher,
        Codebook.Gradient gradient,
        int iterations,
        KMeans.Manner manner,
        PrintWriter screen) {
    /// What is usual.
    public static final int ITERATIONS = 15;

    /// See [Distilled]; a weight of 0 means that there is none.
    public record Teacher(Distilled.Answers answers, double weight, double taskWeight, double temperature) {
        /// Whether there is one.
        public boolean isWanted() {
            return weight > 0;
        }
    }

    public StagedTraining {
        named = List.copyOf(named);
    }

    /// Learns with a teacher.
    ///
    /// @param student has the weights to compress; afterwards they are what layers saw
    /// @param taught the same objective on a model of its own, which is not trained
    /// @param training after each stage
    /// @param folder new, or that of a run to go on with
    /// @return steps in all; nothing if `stop` was raised
    public <B> OptionalLong run(
            Objective<B> student,
            Objective<B> taught,
            TrainingPlan training,
            long seed,
            Compute compute,
            Path folder,
            Progress progress,
            StopSignal stop)
            throws IOException {
        var distilled = new Distilled<>(
                student, taught, teacher.answers(), teacher.weight(), teacher.taskWeight(), teacher.temperature());
        return run(distilled, training, seed, compute, folder, progress, stop);
    }

    /// Learns alone.
    public <B> OptionalLong run(
            Objective<B> objective,
            TrainingPlan training,
            long seed,
            Compute compute,
            Path folder,
            Progress progress,
            StopSignal stop)
            throws IOException {
        var settings = new StageSettings(training, gradient, iterations, manner, seed);
        try (var run = new IterativeQuantization<>(objective, plan, named, settings, compute, folder)) {
            if (!Files.exists(folder)) print(run.estimate());
            if (!run.run(progress, stop)) return OptionalLong.empty();
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
}
