// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.training.RunDescription;
import dev.triad.core.data.task.GlueTask;
import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.finetune.Adjustment;
import dev.triad.electra.finetune.FineTuningJob;
import dev.triad.electra.finetune.FineTuningSettings;
import dev.triad.electra.finetune.StartingPoint;
import dev.triad.electra.finetune.TrialJob;
import dev.triad.electra.finetune.qa.QuestionData;
import dev.triad.electra.finetune.qa.QuestionEncoder;
import dev.triad.electra.finetune.qa.QuestionJob;
import dev.triad.electra.finetune.qa.QuestionLoader;
import dev.triad.electra.finetune.qa.QuestionTask;
import dev.triad.electra.finetune.qa.SearchOptions;
import dev.triad.electra.finetune.qa.WindowOptions;
import dev.triad.electra.finetune.task.Metric;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.RowEncoder;
import dev.triad.electra.finetune.task.Task;
import dev.triad.electra.finetune.task.TaskData;
import dev.triad.electra.finetune.task.TaskFiles;
import dev.triad.electra.finetune.task.TaskLoader;
import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What is to be learned, by which encoder, from which rows: all that the jobs of one command have in common.
/// Rows are read once.
final class TaskJobs {
    private final LearningOptions options;
    private final EncoderFolder encoder;
    private final Optional<QuestionTask> question;
    private final List<String> tasks;
    private final SequencedMap<String, TaskFiles> files = new LinkedHashMap<>();
    private final int maxLength;
    private final Compute compute;
    private final List<TaskData> rows = new ArrayList<>();
    private Optional<QuestionData> questions = Optional.empty();

    /// Finds files and settles settings; reads nothing yet.
    ///
    /// @param tasks as the user calls them
    /// @param encoder where the jobs start, or whose tokenizer they use at least
    /// @param wantedLength longest row, where the user said so
    TaskJobs(
            LearningOptions options,
            List<String> tasks,
            TaskLocation location,
            EncoderFolder encoder,
            Optional<Integer> wantedLength)
            throws IOException {
        this.options = options;
        this.encoder = encoder;
        this.tasks = tasks.stream().map(TaskJobs::canonical).toList();
        if (tasks.size() > 1
                && this.tasks.stream().anyMatch(name -> TaskOptions.glue(name).isEmpty())) {
            throw new IllegalArgumentException("several tasks at once must be GLUE tasks, which know their files");
        }
        question = tasks.size() == 1 ? QuestionTask.of(this.tasks.getFirst()) : Optional.empty();
        int usual = question.isPresent() ? 512 : this.tasks.contains("tagging") ? 256 : 128;
        maxLength = encoder.maxLength(wantedLength.orElse(null), usual);
        compute = options.compute.resolve(maxLength);
        for (var name : this.tasks) files.put(name, location.files(name, options.dev, tasks.size() > 1));
    }

    /// One name for "SST-2", "sst2" and "sst".
    private static String canonical(String name) {
        var question = QuestionTask.of(name);
        if (question.isPresent()) return question.get().toString();
        return TaskOptions.glue(name).map(TaskJobs::name).orElse(name);
    }

    private static String name(GlueTask glue) {
        return glue.title().toLowerCase(java.util.Locale.ROOT).replace("-", "");
    }

    List<String> tasks() {
        return tasks;
    }

    Compute compute() {
        return compute;
    }

    /// What was asked for, completed by what is usual for the encoder and the tasks.
    FineTuningSettings settings() {
        return options.training.settings(encoder.model().config().encoder(), tasks);
    }

    /// Describes rows, sizes and heads.
    ///
    /// @param model what the user called the encoder
    RunDescription describe(Path model) throws IOException {
        var description = new RunDescription(model);
        var sizes = new LinkedHashMap<String, Object>();
        sizes.put("tasks", tasks);
        sizes.put("max_length", (long) maxLength);
        sizes.put("head", head(encoder.model()));
        description.add(sizes);
        for (var task : files.entrySet()) describe(task.getKey(), task.getValue(), description);
        if (question.isPresent()) description.add(options.questions.describe(maxLength));
        return description;
    }

    private static void describe(String task, TaskFiles files, RunDescription description) throws IOException {
        description.add(task + " train", files.train());
        var dev = files.dev();
        if (dev == null) description.add(Map.of(task + " dev", "held out"));
        else description.add(task + " dev", dev);
        for (var other : files.others().entrySet()) description.add(task + " " + other.getKey(), other.getValue());
    }

    private String head(StartingPoint start) {
        if (question.isPresent()) return joint(start) ? "joint" : "plain";
        return linear(start) ? "linear" : "huggingface";
    }

    /// The form that was asked for, else the usual one for an encoder that does not answer the task yet.
    private boolean joint(StartingPoint start) {
        boolean plain = options.training.head == null && start.config().head() == HeadKind.QUESTION_ANSWERING;
        return !plain && options.training.joint();
    }

    /// Likewise.
    private boolean linear(StartingPoint start) {
        if (options.training.head == null && start.config().head() == HeadKind.SEQUENCE_CLASSIFICATION) return false;
        return options.training.linear(start.config());
    }

    /// Whether a model answers what is to be learned, so that no head would start from random values.
    boolean isAnsweredBy(StartingPoint start, Progress shown) throws IOException {
        if (question.isPresent()) {
            var head = joint(start) ? HeadKind.JOINT_QUESTION_ANSWERING : HeadKind.QUESTION_ANSWERING;
            return start.answers(ModelConfig.of(start.config().encoder(), head));
        }
        return rows(shown).stream().allMatch(data -> start.answers(start.configFor(data.task(), linear(start))));
    }

    /// What is asked; nothing for questions about texts.
    Optional<Problem> problem(Progress shown) throws IOException {
        return question.isPresent()
                ? Optional.empty()
                : Optional.of(rows(shown).getFirst().task().problem());
    }

    /// A job that starts from a model with this encoder's tokenizer.
    TrialJob job(StartingPoint start, FineTuningSettings settings, Adjustment adjustment, Progress shown)
            throws IOException {
        if (question.isEmpty()) {
            return new FineTuningJob(
                    start,
                    rows(shown),
                    linear(start),
                    settings,
                    compute,
                    maxLength,
                    encoder::writeTokenizer,
                    adjustment);
        }
        var windows = options.questions.windows(WindowOptions.DEFAULT, maxLength);
        return new QuestionJob(
                start,
                questions(question.get(), windows, shown),
                joint(start),
                settings,
                compute,
                windows,
                options.questions.search(SearchOptions.DEFAULT),
                encoder::writeTokenizer,
                adjustment);
    }

    private QuestionData questions(QuestionTask task, WindowOptions windows, Progress shown) throws IOException {
        if (questions.isPresent()) return questions.get();
        if (options.metric != null) throw new IllegalArgumentException("--metric is not for questions: F1 decides");
        var loader = new QuestionLoader(
                new QuestionEncoder(encoder.tokenizer(), windows),
                options.columns.tolerance(),
                options.heldOut,
                shown::message);
        var its = files.firstEntry().getValue();
        var data = loader.load(task, its.train(), its.dev());
        shown.message("%s: %,d questions in %,d windows to learn from, %,d in %,d to judge by"
                .formatted(
                        task,
                        data.train().size(),
                        data.train().windows(),
                        data.held().size(),
                        data.held().windows()));
        questions = Optional.of(data);
        return data;
    }

    private List<TaskData> rows(Progress shown) throws IOException {
        if (rows.isEmpty()) {
            for (var task : files.entrySet()) rows.add(load(task.getKey(), task.getValue(), shown));
        }
        return rows;
    }

    private TaskData load(String name, TaskFiles files, Progress shown) throws IOException {
        var loader = new TaskLoader(
                new RowEncoder(encoder.tokenizer(), maxLength),
                options.columns.tolerance(),
                options.heldOut,
                options.training.bothOrders,
                shown::message);
        var data = loader.load(name, options.columns.source(name, files.train()), files);
        shown.message("%s: %,d rows to learn from, %,d to judge by, labels %s"
                .formatted(
                        name,
                        data.train().size(),
                        data.held().firstEntry().getValue().size(),
                        labels(data.task())));
        if (options.metric == null) return data;
        return new TaskData(data.task().decidedBy(Metric.parse(options.metric)), data.train(), data.held());
    }

    private static String labels(Task task) {
        int shown = Math.min(12, task.labels().size());
        int more = task.labels().size() - shown;
        return String.join(", ", task.labels().subList(0, shown)) + (more > 0 ? " and " + more + " more" : "");
    }
}
