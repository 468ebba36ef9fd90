// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.training.RunDescription;
import dev.triad.cli.training.StageOptions;
import dev.triad.core.progress.Progress;
import dev.triad.electra.finetune.Adjustment;
import dev.triad.electra.finetune.Course;
import dev.triad.electra.finetune.FineTuningSettings;
import dev.triad.electra.finetune.StartingPoint;
import dev.triad.electra.finetune.TrialJob;
import dev.triad.electra.finetune.Trials;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.noise.NoisePlan;
import dev.triad.quant.pack.PackedOutputs;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.PlanFile;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Torch;
import dev.triad.torch.train.Objective;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The mixin of `triad quant compress`: how a model is trained while it is compressed.
///
/// ```text
/// WORK/
///   compress.json   what was asked for
///   finetuned/      the model before it is compressed, where it had to learn the task, or to bear noise, first
///   plan.yaml       what becomes of each weight
///   stages/         the model compressed stage by stage: model/ is what is packed
/// ```
public final class CompressionTraining {
    /// How often fine-tuning is repeated that learned nothing.
    private static final int RETRIES = 2;

    private static final String PLAN = "plan.yaml";

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description =
                    "What the model is to be good at while it is compressed: cola, sst2, … in GLUE's files; squad,"
                            + " squadv1 or mrqa; classification, multi-label, regression or tagging in any.")
    @Nullable
    String task;

    @ArgGroup(multiplicity = "0..1")
    @Nullable
    TaskLocation location;

    @Option(
            names = "--max-length",
            paramLabel = "TOKENS",
            description = "Longest row, special tokens included; by default 128, 256 for words, 512 for questions.")
    @Nullable
    Integer maxLength;

    @Mixin
    LearningOptions learning;

    @Option(
            names = "--stage-epochs",
            paramLabel = "N",
            description = "How often every row is seen after each stage; by default as --epochs says, which is for"
                    + " fine-tuning before the first one.")
    @Nullable
    Double stageEpochs;

    @Option(
            names = "--stage-learning-rate",
            paramLabel = "RATE",
            description = "Highest learning rate after each stage; by default as --learning-rate says.")
    @Nullable
    Double stageRate;

    @Option(names = "--work", paramLabel = "DIR", description = "The folder for the training; by default OUT.work.")
    @Nullable
    Path work;

    @Option(
            names = "--calibration-rows",
            defaultValue = "512",
            paramLabel = "N",
            description = "Rows to learn from, on which outputs that a plan wants in 8 bits are calibrated; default"
                    + " ${DEFAULT-VALUE}.")
    int calibrationRows;

    @Option(names = "--resume", description = "Go on with the training in --work.")
    boolean resume;

    @Option(
            names = "--allow-drift",
            description = "Resume although device, type or threads differ from those the run was started with.")
    boolean allowDrift;

    /// What is compressed.
    ///
    /// @param model the user's
    /// @param tokenizer a folder with a tokenizer, where the model has none; null for the model's own
    /// @param out the file that is wanted in the end
    /// @param seed of every draw
    /// @param iterations of k-means
    /// @param manner of k-means
    /// @param screen where the table of sizes and errors goes
    public record Subject(
            Path model,
            @Nullable Path tokenizer,
            Path out,
            long seed,
            int iterations,
            KMeans.Manner manner,
            PrintWriter screen) {}

    /// Decides what becomes of each weight, once the model has learned its task.
    public interface Planner {
        /// The plan for a model.
        Plan plan(Path model) throws IOException;

        /// How it is made, by name.
        SequencedMap<String, Object> describe() throws IOException;
    }

    /// A model that can be packed.
    ///
    /// @param model its folder
    /// @param plan by which it was compressed
    public record Trained(Path model, Plan plan) {}

    /// Whether there is something to train on.
    public boolean hasTask() {
        return task != null && location != null;
    }

    /// What a model of another kind is to know of these options.
    ///
    /// @param data the folder to learn from
    /// @param work the folder for the training
    /// @param epochs how often all of it is seen after each stage
    /// @param batch examples of a step
    /// @param microBatch examples computed at once, where the user said how many
    /// @param learningRate the highest after each stage, where the user said one
    /// @param recompute whether layers are computed again on the way back
    /// @param stages what is compressed when, and the teacher
    /// @param resume whether a training in the work folder goes on
    public record Terms(
            Path data,
            Path work,
            double epochs,
            int batch,
            Optional<Integer> microBatch,
            Optional<Double> learningRate,
            boolean recompute,
            StageOptions stages,
            boolean resume) {}

    /// What these options say where no task is meant; empty where there is nothing to learn from.
    ///
    /// @param out the file that is wanted in the end
    public Optional<Terms> terms(Path out) {
        if (location == null || location.folder == null) return Optional.empty();
        var training = learning.training;
        double epochs = training.epochs == null ? 1 : training.epochs;
        return Optional.of(new Terms(
                location.folder,
                work(out),
                stageEpochs == null ? epochs : stageEpochs,
                training.batch,
                Optional.ofNullable(training.microBatch),
                Optional.ofNullable(stageRate == null ? training.learningRate : stageRate),
                training.recompute,
                learning.stages,
                resume));
    }

    private Path work(Path out) {
        return work != null ? work : out.resolveSibling(out.getFileName() + ".work");
    }

    /// What to compute on.
    public Compute compute() throws IOException {
        return learning.compute.resolve(1);
    }

    /// Whether noise was asked for, which takes training.
    public boolean hasNoise() {
        return learning.noise.isGiven();
    }

    /// Threads that compute.
    public int threads() throws IOException {
        return learning.compute.resolve(1).threads();
    }

    /// Fine-tunes the model if it does not answer the task yet or is to bear noise, and compresses it stage by
    /// stage.
    ///
    /// @return nothing if `stop` was raised; the same with `--resume` goes on
    public Optional<Trained> train(Subject subject, Planner planner, Progress shown, StopSignal stop)
            throws IOException {
        if (task == null || location == null) throw new IllegalStateException("there is no task to train on");
        var place = work(subject.out());
        var folder = RunDescription.open(place, "compress.json", "--work", resume);
        var encoder = EncoderFolder.of(subject.model(), subject.tokenizer(), false);
        var jobs = new TaskJobs(learning, List.of(task), location, encoder, Optional.ofNullable(maxLength));
        var settings = jobs.settings();
        var noise = learning.noise.isGiven() || !folder.resumed()
                ? learning.noise.plan("*")
                : NoisePlan.parse(folder.recorded("noise"));
        var between = between(settings);
        describe(jobs.describe(subject.model()), subject, planner, settings, between, noise, folder);

        var start = learning.layers.prune(encoder.model());
        var model = subject.model();
        if (!noise.rules().isEmpty() || learning.layers.keep != null || !jobs.isAnsweredBy(start, shown)) {
            shown.message("fine-tuning before anything is compressed");
            var job = jobs.job(start, settings, learning.layers.adjust(noise, Course.STRAIGHT), shown);
            var learned = run(job, RETRIES, place.resolve("finetuned"), subject.seed(), shown, stop);
            if (learned.isEmpty()) return Optional.empty();
            model = learned.get();
            start = EncoderFolder.of(model, subject.tokenizer(), false).model();
        }
        var plan = plan(place.resolve(PLAN), model, planner);
        return compress(jobs, start, between, plan, subject, place, shown, stop);
    }

    /// What is done with a model that can be run on some of the task's rows.
    @FunctionalInterface
    public interface OnRows<T> {
        T apply(Module model, PackedOutputs.Passes passes) throws IOException;
    }

    /// Loads a model and lets it see rows.
    ///
    /// @param model it answers the task
    public <T> T onRows(Subject subject, Path model, Progress shown, OnRows<T> use) throws IOException {
        if (task == null || location == null) throw new IllegalStateException("there are no rows");
        var encoder = EncoderFolder.of(model, subject.tokenizer(), false);
        var jobs = new TaskJobs(learning, List.of(task), location, encoder, Optional.ofNullable(maxLength));
        if (!jobs.isAnsweredBy(encoder.model(), shown)) {
            throw new IllegalArgumentException(model + ": the model does not answer " + task);
        }
        var settings = jobs.settings();
        var job = jobs.job(encoder.model(), settings, Adjustment.NONE, shown);
        long steps = Math.ceilDiv(calibrationRows, settings.batch());
        Torch.setThreads(jobs.compute().threads());
        try (var lesson = job.begin(subject.seed(), Progress.NONE)) {
            var objective = lesson.objective();
            return use.apply(objective.model(), () -> see(objective, steps, jobs.compute()));
        }
    }

    private static <B> void see(Objective<B> objective, long steps, Compute compute) throws IOException {
        for (long step = 0; step < steps; step++) {
            for (B batch : objective.batches(step)) {
                try (var _ = Scope.open();
                        var _ = NoGrad.open()) {
                    objective.loss(batch, Pass.evaluation(compute));
                }
            }
        }
    }

    private FineTuningSettings between(FineTuningSettings before) {
        var settings = stageEpochs == null ? before : before.withEpochs(stageEpochs);
        return stageRate == null ? settings : settings.withLearningRate(stageRate);
    }

    private void describe(
            RunDescription description,
            Subject subject,
            Planner planner,
            FineTuningSettings before,
            FineTuningSettings between,
            NoisePlan noise,
            RunDescription.Folder folder)
            throws IOException {
        description.add(before.describe(), 1, RETRIES, subject.seed());
        description.add(Map.of(
                "stage_epochs", between.epochs(),
                "stage_learning_rate", between.learningRate(),
                "iterations", (long) subject.iterations()));
        description.add(learning.layers.describe());
        description.add(learning.stages.describe());
        description.add(planner.describe());
        if (!noise.rules().isEmpty()) description.add(Map.of("noise", noise.describe()));
        folder.check(description);
    }

    /// The plan that was made when the run came here first.
    private static Plan plan(Path file, Path model, Planner planner) throws IOException {
        if (Files.exists(file)) return PlanFile.read(file);
        var plan = planner.plan(model);
        PlanFile.write(file, plan, List.of("made by triad quant compress"));
        return plan;
    }

    private Optional<Trained> compress(
            TaskJobs jobs,
            StartingPoint start,
            FineTuningSettings settings,
            Plan plan,
            Subject subject,
            Path place,
            Progress shown,
            StopSignal stop)
            throws IOException {
        var course = new StagedCourse(learning.stages.training(
                plan,
                List.of(),
                subject.iterations(),
                subject.manner(),
                StagedCourse.answers(jobs.problem(shown)),
                subject.screen()));
        var adjustment = new Adjustment(0, learning.layers.share, _ -> {}, course);
        var job = jobs.job(start, settings, adjustment, shown);
        return run(job, 0, place.resolve("stages"), subject.seed(), shown, stop).map(model -> new Trained(model, plan));
    }

    private Optional<Path> run(TrialJob job, int retries, Path out, long seed, Progress shown, StopSignal stop)
            throws IOException {
        var summary = new Trials(1, retries, seed, false, allowDrift).run(job, out, shown, stop);
        return summary.map(_ -> out.resolve("model"));
    }
}
