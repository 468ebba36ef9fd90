// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.data.task.Split;
import dev.triad.core.data.task.TaskFolder;
import dev.triad.core.file.Json;
import dev.triad.core.progress.Progress;
import dev.triad.electra.finetune.qa.AnswerFiles;
import dev.triad.electra.finetune.qa.AnswerFinder;
import dev.triad.electra.finetune.qa.QuestionEvaluation;
import dev.triad.electra.finetune.qa.QuestionTask;
import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;

/// What `triad electra evaluate` does with a model that answers questions.
///
/// @param command what was asked for
/// @param model the model
record QuestionEvaluate(EvaluateCommand command, QuestionModel model) {
    void run(Compute compute, Progress shown, PrintWriter out) throws IOException {
        var task = model.task(command.task);
        var file = file();
        var loader =
                model.loader(command.questions, command.encoder.maxLength, command.columns.tolerance(), shown::message);
        var questions = loader.judge(task, file);
        var member = model.load(command.questions, command.encoder.maxLength, compute);
        try (var loaded = member.model();
                var work = shown.start("asking", questions.windows(), "windows")) {
            var finder = new AnswerFinder(loaded, compute, member.search());
            var answers = finder.find(questions, work);
            double threshold = model.threshold(command.threshold, finder.usualThreshold());
            var evaluation = QuestionEvaluation.of(task, answers, threshold);
            var folder = command.predictions;
            if (folder != null) {
                Files.createDirectories(folder);
                var files = new AnswerFiles(folder, task.toString());
                files.predictions(answers, Double.POSITIVE_INFINITY); // the scripts blank them by the scores
                if (task.mayHaveNone()) files.nullOdds(answers);
                files.evaluation(evaluation);
                files.candidates(answers);
            }
            print(task, file, questions.size(), questions.windows(), evaluation, out);
        }
    }

    private Path file() throws IOException {
        if (!Files.isDirectory(command.data)) return command.data;
        return TaskFolder.find(command.data, Split.DEV)
                .orElseThrow(() -> new IOException(command.data + ": there is no dev file, such as dev.json"));
    }

    private void print(
            QuestionTask task, Path file, int questions, int windows, QuestionEvaluation evaluation, PrintWriter out) {
        if (command.json) {
            var json = new LinkedHashMap<String, Object>();
            json.put("task", task.toString());
            json.put("file", file.toString());
            json.put("questions", questions);
            json.put("windows", windows);
            json.put("metrics", evaluation.metrics());
            evaluation.degenerate().ifPresent(reason -> json.put("degenerate", reason));
            out.print(new String(Json.render(json), StandardCharsets.UTF_8));
            return;
        }
        out.printf(Locale.ROOT, "%s: %s, %,d questions in %,d windows%n", task, file, questions, windows);
        evaluation.metrics().forEach((name, value) -> out.printf(Locale.ROOT, "  %-18s %9.4f%n", name, value));
        evaluation.degenerate().ifPresent(reason -> out.println("  the model learned nothing: " + reason));
    }
}
