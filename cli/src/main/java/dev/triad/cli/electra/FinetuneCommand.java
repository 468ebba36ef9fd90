// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.training.RunDescription;
import dev.triad.cli.training.StagedTraining;
import dev.triad.core.progress.Progress;
import dev.triad.electra.finetune.Course;
import dev.triad.electra.finetune.Trials;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.noise.NoisePlan;
import dev.triad.quant.plan.PlanFile;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad electra finetune`.
@Command(
        name = "finetune",
        header = "Teaches an encoder a task.",
        description = {
            "Fine-tunes a pretrained encoder for classes, labels, numbers or tags, and leaves the best model in"
                    + " OUT/model, a folder as Hugging Face has them.",
            "Interrupted or killed, the same command with --resume goes on where its last checkpoint is, and ends with"
                    + " the same model, bit for bit.",
            "Rates, decay and epochs are the paper's for the encoder's size and the task, unless given."
        },
        footer = {
            "triad electra finetune --model electra-small --task sst2 --data glue/SST-2 --out sst2",
            "triad electra finetune --model electra-small --task classification --train trec.tsv --label-end : --out"
                    + " trec --trials 3",
            "triad electra finetune --model electra-small --task tagging --train train.txt --tag-scheme bioes --out np",
            "triad electra finetune --model electra-small --task squad --data squad2 --out squad",
            "triad electra finetune --model electra-small --task sst2 --data glue/SST-2 --noise pq --out sst2-noise",
            "triad electra finetune --model electra-small --task mrpc,rte --data glue --out both",
            "triad electra finetune --model sst2-noise/model --task sst2 --data glue/SST-2 --compress-stages plan.yaml"
                    + " --out sst2-staged"
        })
public final class FinetuneCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "The encoder to start from: a Hugging Face folder, a pretraining checkpoint, or a fine-tuned"
                    + " model, whose head is replaced when it answers something else.")
    Path model;

    @Mixin
    EncoderOptions encoder;

    @Option(
            names = "--task",
            required = true,
            split = ",",
            paramLabel = "TASK",
            description = "cola, sst2, mrpc, stsb, qqp, mnli, qnli, rte or wnli in GLUE's files; squad (2.0), squadv1"
                    + " (1.1) or mrqa; or classification,"
                    + " multi-label, regression or tagging in any. Several GLUE tasks, with commas between, are"
                    + " learned at once by one encoder.")
    List<String> tasks;

    @ArgGroup(multiplicity = "1")
    TaskLocation location = new TaskLocation();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder for the run: new, empty, or with --resume the one to go on in.")
    Path out;

    @Mixin
    LearningOptions learning;

    @Option(
            names = "--compress-stages",
            paramLabel = "PLAN",
            description = "Compress the model stage by stage as a plan of 'triad quant plan' says, and train for"
                    + " --epochs after each: what is left, and the codebooks. OUT/model then packs to the codes that"
                    + " were trained: triad quant compress --no-finetune --plan PLAN.")
    @Nullable
    Path plan;

    @Option(
            names = "--trials",
            defaultValue = "1",
            paramLabel = "N",
            description = "Runs with different seeds; reported are median and spread; default ${DEFAULT-VALUE}.")
    int trials;

    @Option(
            names = "--retries",
            defaultValue = "2",
            paramLabel = "N",
            description = "How often a trial that learned nothing is repeated with another seed; default"
                    + " ${DEFAULT-VALUE}.")
    int retries;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "NUMBER",
            description = "Seed of the first trial; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--resume", description = "Go on with the run in --out.")
    boolean resume;

    @Option(
            names = "--allow-drift",
            description = "Resume although device, type or threads differ from those the run was started with.")
    boolean allowDrift;

    @Option(names = "--keep-checkpoints", description = "Leave the checkpoints of finished trials where they are.")
    boolean keepCheckpoints;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var folder = RunDescription.open(out, "finetune.json", "--out", resume);
        var start = EncoderFolder.of(model, encoder.vocabulary, encoder.cased);
        var jobs = new TaskJobs(learning, tasks, location, start, Optional.ofNullable(encoder.maxLength));
        var settings = jobs.settings();
        try (var shown = progress.open();
                var stop = StopSignal.onInterrupt()) {
            var noise = noise(folder);
            var description = jobs.describe(model);
            description.add(settings.describe(), trials, retries, seed);
            description.add(learning.layers.describe());
            if (plan != null) {
                description.add(Map.of("compress_stages", Files.readString(plan)));
                description.add(learning.stages.describe());
            }
            if (!noise.rules().isEmpty()) description.add(Map.of("noise", noise.describe()));
            var course = course(jobs, shown);
            var job = jobs.job(
                    learning.layers.prune(start.model()), settings, learning.layers.adjust(noise, course), shown);
            folder.check(description);
            var runs = new Trials(trials, retries, seed, keepCheckpoints, allowDrift);
            var summary = runs.run(job, out, shown, stop);
            if (summary.isEmpty()) return ExitCode.INTERRUPTED;
            var text = spec.commandLine().getOut();
            TrialsTable.print(summary.get(), out, text);
            text.println("model: " + out.resolve("model"));
        }
        return ExitCode.OK;
    }

    /// What was asked for; a run that goes on keeps its noise.
    private NoisePlan noise(RunDescription.Folder folder) throws IOException {
        var asked = learning.noise.plan("*");
        if (learning.noise.isGiven() || !folder.resumed()) return asked;
        return NoisePlan.parse(folder.recorded("noise"));
    }

    private Course course(TaskJobs jobs, Progress shown) throws IOException {
        if (plan == null) {
            learning.stages.requireNone();
            return Course.STRAIGHT;
        }
        if (tasks.size() > 1) throw new IllegalArgumentException("--compress-stages takes one task at a time");
        return new StagedCourse(learning.stages.training(
                PlanFile.read(plan),
                List.of(),
                StagedTraining.ITERATIONS,
                KMeans.Manner.CORRECTED,
                StagedCourse.answers(jobs.problem(shown)),
                spec.commandLine().getOut()));
    }
}
