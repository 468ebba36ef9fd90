// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.console.ProgressOption;
import dev.triad.cli.machine.ComputeOptions;
import dev.triad.core.data.task.Split;
import dev.triad.core.data.task.TaskFolder;
import dev.triad.core.file.Json;
import dev.triad.electra.finetune.predict.Evaluation;
import dev.triad.electra.finetune.predict.Predictor;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.finetune.task.Metric;
import dev.triad.electra.finetune.task.RowEncoder;
import dev.triad.electra.finetune.task.Task;
import dev.triad.electra.finetune.task.TaskLoader;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Torch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `triad electra evaluate`.
@Command(
        name = "evaluate",
        header = "Measures how good a fine-tuned model is.",
        description = {
            "Asks a fine-tuned model about rows with known answers, and prints the task's metrics and what is behind"
                    + " them: which class was taken for which, precision and recall of each label or type of span.",
            "A model of 'triad electra finetune' knows its task; for others --task says what it is."
        },
        footer = {
            "triad electra evaluate --model sst2/model --data glue/SST-2",
            "triad electra evaluate --model electra-sst2 --task sst2 --data dev.tsv --json"
        })
public class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The fine-tuned model.")
    protected Path model;

    @Mixin
    EncoderOptions encoder;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "A GLUE task (cola, sst2, …), squad, squadv1, mrqa, or classification, multi-label,"
                    + " regression or tagging; by"
                    + " default what the model was fine-tuned for.")
    @Nullable
    String task;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "PATH",
            description = "The file with the rows, or the folder with a dev file.")
    protected Path data;

    @Mixin
    TaskOptions columns;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            description = "A metric to show first, such as accuracy, f1, macro_f1, matthews.")
    @Nullable
    String metric;

    @Mixin
    QuestionOptions questions;

    @Option(
            names = "--threshold",
            paramLabel = "SCORE",
            description = "squad: a question with a higher no-answer score has no answer; by default what"
                    + " the model was tuned to, else -2.75, as in ELECTRA's own code, for the plain head 0.")
    @Nullable
    Double threshold;

    @Option(
            names = "--predictions",
            paramLabel = "DIR",
            description = "squad, mrqa: write the files of the official scripts (preds, null_odds, eval) and the best"
                    + " candidates with their places into this folder.")
    @Nullable
    Path predictions;

    @Option(names = "--json", description = "Print JSON.")
    protected boolean json;

    @Mixin
    protected ComputeOptions compute;

    @Mixin
    protected ProgressOption progress;

    @Spec
    protected CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var opened = EncoderFolder.of(model, encoder.vocabulary, encoder.cased);
        if (QuestionModel.is(opened)) return questions(QuestionModel.of(opened));
        var tuned = FinetunedModel.of(opened);
        var asked = task == null ? tuned.task() : tuned.task(task);
        asked = metric == null ? asked : asked.decidedBy(Metric.parse(metric));
        int maxLength = tuned.maxLength(encoder.maxLength);
        var settings = compute.resolve(maxLength);
        Torch.setThreads(settings.threads());
        var file = file(asked);
        try (var shown = progress.open();
                var loaded = tuned.encoder().load()) {
            loaded.to(settings.device(), settings.dtype() == DType.F64 ? DType.F64 : DType.F32);
            var loader = new TaskLoader(
                    new RowEncoder(tuned.encoder().tokenizer(), maxLength),
                    columns.tolerance(),
                    0.1,
                    false,
                    shown::message);
            columns.spellAs(asked);
            var source = columns.source(task == null ? tuned.sourceName() : task, file);
            List<EncodedRow> rows = loader.judge(asked, source, file);
            try (var work = shown.start("asking", rows.size(), "rows")) {
                var answers = new Predictor(loaded, asked.problem(), settings).answers(rows, work);
                print(asked, file, Evaluation.of(asked, rows, answers));
            }
        }
        return 0;
    }

    private int questions(QuestionModel tuned) throws IOException {
        if (metric != null) throw new IllegalArgumentException("--metric is not for questions: all are shown");
        var settings = compute.resolve(tuned.maxLength(encoder.maxLength));
        Torch.setThreads(settings.threads());
        try (var shown = progress.open()) {
            new QuestionEvaluate(this, tuned)
                    .run(settings, shown, spec.commandLine().getOut());
        }
        return 0;
    }

    private Path file(Task asked) throws IOException {
        if (!Files.isDirectory(data)) return data;
        var home = TaskLocation.home(data, task == null ? asked.name() : task, Split.DEV);
        return TaskFolder.find(home, Split.DEV)
                .orElseThrow(() -> new IOException(home + ": there is no dev file, such as dev.tsv"));
    }

    private void print(Task asked, Path file, Evaluation evaluation) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.print(new String(Json.render(EvaluationReport.json(asked, file, evaluation)), StandardCharsets.UTF_8));
        } else {
            EvaluationReport.print(asked, file, evaluation, out);
        }
    }
}
