// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.core.data.task.GlueTask;
import dev.triad.core.progress.Progress;
import dev.triad.electra.finetune.Adjustment;
import dev.triad.electra.finetune.FineTuningJob;
import dev.triad.electra.finetune.FineTuningSettings;
import dev.triad.electra.finetune.TrialJob;
import dev.triad.electra.finetune.Trials;
import dev.triad.electra.finetune.qa.QuestionEncoder;
import dev.triad.electra.finetune.qa.QuestionJob;
import dev.triad.electra.finetune.qa.QuestionLoader;
import dev.triad.electra.finetune.qa.QuestionTask;
import dev.triad.electra.finetune.qa.SearchOptions;
import dev.triad.electra.finetune.qa.WindowOptions;
import dev.triad.electra.finetune.task.Metric;
import dev.triad.electra.finetune.task.RowEncoder;
import dev.triad.electra.finetune.task.Task;
import dev.triad.electra.finetune.task.TaskData;
import dev.triad.electra.finetune.task.TaskFiles;
import dev.triad.electra.finetune.task.TaskLoader;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
            names = "--dev",
            paramLabel = "FILE",
            description = "The file to judge by; without one, a share of the rows to learn from is held out.")
    @Nullable
    Path dev;

    @Option(
            names = "--held-out",
            defaultValue = "0.1",
            paramLabel = "SHARE",
            description = "That share; default ${DEFAULT-VALUE}.")
    double heldOut;

    @Mixin
    TaskOptions columns;

    @Mixin
    QuestionOptions questions;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            description = "The metric that decides which checkpoint is best, such as accuracy, f1, matthews, pearson,"
                    + " span_f1; by default the task's own.")
    @Nullable
    String metric;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder for the run: new, empty, or with --resume the one to go on in.")
    Path out;

    @Mixin
    TrainingOptions training;

    @Mixin
    NoiseOptions noise;

    @Mixin
    LayerOptions layers;

    @Mixin
    StageOptions stages;

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
    ComputeOptions compute;

    @Mixin
    ProgressOption progress;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var names = tasks.stream().map(FinetuneCommand::canonical).toList();
        if (names.size() > 1
                && names.stream().anyMatch(name -> TaskOptions.glue(name).isEmpty())) {
            throw new IllegalArgumentException("several tasks at once must be GLUE tasks, which know their files");
        }
        var folder = RunDescription.open(out, resume);
        var start = EncoderFolder.of(model, encoder.vocabulary, encoder.cased);
        var question = names.size() == 1 ? QuestionTask.of(names.getFirst()) : Optional.<QuestionTask>empty();
        int maxLength =
                start.maxLength(encoder.maxLength, question.isPresent() ? 512 : names.contains("tagging") ? 256 : 128);
        var settings = training.settings(start.model().config().encoder(), names);
        var device = compute.resolve(maxLength);
        try (var shown = progress.open();
                var stop = StopSignal.onInterrupt()) {
            var description = new RunDescription(model, names, maxLength, head(question.isPresent(), start));
            var files = new LinkedHashMap<String, TaskFiles>();
            for (var name : names) {
                files.put(name, location.files(name, dev, names.size() > 1));
                description.add(name, files.lastEntry().getValue());
            }
            if (question.isPresent()) description.add(questions.describe(maxLength));
            description.add(settings.describe(), trials, retries, seed);
            description.add(layers.describe());
            description.add(stages.describe());
            if (noise.isGiven()) description.add(Map.of("noise", noise.plan("*").describe()));
            TrialJob job = question.isPresent()
                    ? job(question.get(), start, maxLength, files.firstEntry().getValue(), settings, device, shown)
                    : job(start, maxLength, files, settings, device, shown);
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

    private String head(boolean questions, EncoderFolder start) {
        if (questions) return training.joint() ? "joint" : "plain";
        return training.linear(start.model().config()) ? "linear" : "huggingface";
    }

    private TrialJob job(
            EncoderFolder start,
            int maxLength,
            Map<String, TaskFiles> files,
            FineTuningSettings settings,
            Compute device,
            Progress shown)
            throws IOException {
        var data = new ArrayList<TaskData>();
        for (var task : files.entrySet()) data.add(load(task.getKey(), start, maxLength, task.getValue(), shown));
        boolean linear = training.linear(start.model().config());
        return new FineTuningJob(
                layers.prune(start.model()),
                data,
                linear,
                settings,
                device,
                maxLength,
                start::writeTokenizer,
                adjustment(data));
    }

    private TrialJob job(
            QuestionTask task,
            EncoderFolder start,
            int maxLength,
            TaskFiles files,
            FineTuningSettings settings,
            Compute device,
            Progress shown)
            throws IOException {
        if (metric != null) throw new IllegalArgumentException("--metric is not for questions: F1 decides");
        var windows = questions.windows(WindowOptions.DEFAULT, maxLength);
        var search = questions.search(SearchOptions.DEFAULT);
        var loader = new QuestionLoader(
                new QuestionEncoder(start.tokenizer(), windows), columns.tolerance(), heldOut, shown::message);
        var data = loader.load(task, files.train(), files.dev());
        shown.message("%s: %,d questions in %,d windows to learn from, %,d in %,d to judge by"
                .formatted(
                        task,
                        data.train().size(),
                        data.train().windows(),
                        data.held().size(),
                        data.held().windows()));
        return new QuestionJob(
                layers.prune(start.model()),
                data,
                training.joint(),
                settings,
                device,
                windows,
                search,
                start::writeTokenizer,
                adjustment(List.of()));
    }

    private Adjustment adjustment(List<TaskData> data) throws IOException {
        if (stages.plan != null && data.size() > 1) {
            throw new IllegalArgumentException("--compress-stages takes one task at a time");
        }
        var plan = noise.plan("*");
        var problem = data.isEmpty() ? null : data.getFirst().task().problem();
        return new Adjustment(
                layers.layerDrop,
                layers.share,
                plan::install,
                stages.course(problem, spec.commandLine().getOut()));
    }

    private TaskData load(String name, EncoderFolder start, int maxLength, TaskFiles files, Progress shown)
            throws IOException {
        var loader = new TaskLoader(
                new RowEncoder(start.tokenizer(), maxLength),
                columns.tolerance(),
                heldOut,
                training.bothOrders,
                shown::message);
        var data = loader.load(name, columns.source(name, files.train()), files);
        shown.message("%s: %,d rows to learn from, %,d to judge by, labels %s"
                .formatted(
                        name,
                        data.train().size(),
                        data.held().firstEntry().getValue().size(),
                        labels(data.task())));
        if (metric == null) return data;
        return new TaskData(data.task().decidedBy(Metric.parse(metric)), data.train(), data.held());
    }

    private static String labels(Task task) {
        int shown = Math.min(12, task.labels().size());
        int more = task.labels().size() - shown;
        return String.join(", ", task.labels().subList(0, shown)) + (more > 0 ? " and " + more + " more" : "");
    }

    /// One name for "SST-2", "sst2" and "sst".
    private static String canonical(String name) {
        var question = QuestionTask.of(name);
        if (question.isPresent()) return question.get().toString();
        return TaskOptions.glue(name).map(FinetuneCommand::name).orElse(name);
    }

    private static String name(GlueTask glue) {
        return glue.title().toLowerCase(java.util.Locale.ROOT).replace("-", "");
    }
}
