// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.data.task.GlueTask;
import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import dev.triad.electra.finetune.predict.Ensemble;
import dev.triad.electra.finetune.predict.Evaluation;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/// The file that GLUE's site takes for a task: `index` and `prediction` under a header.
final class Submission {
    private Submission() {}

    /// Asks about all rows of the task's test file and writes the answers.
    ///
    /// @return the file
    static Path write(Task task, PredictionInput input, Ensemble ensemble, Path folder, Progress.Task work)
            throws IOException {
        var glue = TaskOptions.glue(task.name())
                .orElseThrow(() -> new IllegalArgumentException("--glue-submission is for GLUE tasks"));
        var source = Objects.requireNonNull(input.file);
        var text = new StringBuilder("index\tprediction\n");
        // A submission without some of its rows would be refused, or worse, shifted: nothing may be unreadable.
        var rows = glue.read(source, new dev.triad.core.data.task.Tolerance(0)).rows();
        var answers = ensemble.texts(PredictCommand.asked(rows), work);
        for (int i = 0; i < rows.size(); i++) {
            text.append(rows.get(i).id())
                    .append('\t')
                    .append(answer(task, answers.get(i)))
                    .append('\n');
        }
        Files.createDirectories(folder);
        var file = folder.resolve(name(glue, source) + ".tsv");
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8), Storage.DISK);
        return file;
    }

    private static String answer(Task task, double[] answer) {
        if (task.problem() != Problem.REGRESSION) return task.labels().get(Evaluation.best(answer));
        double score = Math.clamp(answer[0], task.range().low(), task.range().high());
        return String.format(Locale.ROOT, "%.3f", score);
    }

    /// MNLI has two test sets, and the diagnostic set is answered by its model too.
    private static String name(GlueTask glue, Path source) {
        if (glue != GlueTask.MNLI) return glue.title();
        var name = String.valueOf(source.getFileName()).toLowerCase(Locale.ROOT);
        return name.contains("mismatched") ? "MNLI-mm" : name.contains("diagnostic") ? "AX" : "MNLI-m";
    }
}
