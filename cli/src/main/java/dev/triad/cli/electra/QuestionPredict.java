// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.data.task.Question;
import dev.triad.core.data.task.TextExample;
import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import dev.triad.electra.finetune.qa.AnswerFiles;
import dev.triad.electra.finetune.qa.FoundAnswer;
import dev.triad.electra.finetune.qa.QuestionPanel;
import dev.triad.electra.finetune.qa.QuestionTask;
import dev.triad.torch.nn.Compute;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `triad electra predict` does with models that answer questions.
///
/// @param command what was asked for
/// @param models the models, whose answers are averaged
record QuestionPredict(PredictCommand command, List<QuestionModel> models) {
    private static final String HEADER = "id\tanswer\tstart\tend\tprobability\tno_answer_score\n";

    /// Questions whose answers appear together.
    private static final int BLOCK = 512;

    /// Takes the lines of some answers.
    @FunctionalInterface
    private interface Lines {
        void write(String text) throws IOException;
    }

    void run(Compute compute, Progress shown, PrintWriter out) throws IOException {
        var members = new ArrayList<QuestionPanel.Member>();
        for (var model : models) members.add(model.load(command.questions, command.encoder.maxLength, compute));
        var target = command.output;
        try (var panel = new QuestionPanel(members, compute);
                var work = shown.start("asking", -1, "questions")) {
            if (target == null) {
                ask(panel, work, shown, text -> {
                    out.print(text);
                    out.flush();
                });
                return;
            }
            try (var file = AtomicFile.create(target, Storage.DISK)) {
                ask(panel, work, shown, text -> file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
                file.commit();
            }
        }
    }

    private void ask(QuestionPanel panel, Progress.Task work, Progress shown, Lines lines) throws IOException {
        double threshold = models.getFirst().threshold(command.threshold, Double.POSITIVE_INFINITY);
        if (!command.json) lines.write(HEADER);
        var task = task();
        if (task == null) {
            command.input.texts(BLOCK, shown::message, block -> {
                var questions = new ArrayList<Question>();
                for (var text : block) questions.add(question(text));
                lines.write(spell(panel.find(questions, work), threshold));
            });
            return;
        }
        var file = command.input.file;
        if (file == null) throw new IOException("questions of " + task + " need a file as --input");
        var rows = task.read(file, command.input.columns.tolerance());
        rows.complaint().ifPresent(shown::message);
        var all = new ArrayList<FoundAnswer>();
        for (int from = 0; from < rows.rows().size(); from += BLOCK) {
            var block = rows.rows().subList(from, Math.min(rows.rows().size(), from + BLOCK));
            var found = panel.find(block, work);
            lines.write(spell(found, threshold));
            if (command.predictions != null) all.addAll(found);
        }
        var folder = command.predictions;
        if (folder != null) {
            Files.createDirectories(folder);
            var files = new AnswerFiles(folder, task.toString());
            files.predictions(all, threshold);
            if (task.mayHaveNone()) files.nullOdds(all);
            files.candidates(all);
            shown.message("wrote " + folder);
        }
    }

    /// In which form the questions come: what the user says, else SQuAD's if the file's name ends in .json; null
    /// for a table or lines.
    private @Nullable QuestionTask task() {
        var named = command.input.task;
        if (named != null) return models.getFirst().task(named);
        var file = command.input.file;
        if (file == null) return null;
        var name = file.toString().toLowerCase(Locale.ROOT);
        boolean squad = name.endsWith(".json") || name.endsWith(".json.gz");
        return squad
                ? models.getFirst()
                        .known()
                        .map(known -> known.task())
                        .filter(task -> task != QuestionTask.MRQA)
                        .orElse(QuestionTask.SQUAD)
                : null;
    }

    private static Question question(TextExample row) throws IOException {
        var context = row.second();
        if (context == null) {
            throw new IOException("line " + row.line()
                    + " has a question and no text to look in; put a tab between them, or name the text's column with"
                    + " --pair-column");
        }
        return new Question(row.line(), row.id(), row.first(), context, List.of(), List.of(), false);
    }

    private String spell(List<FoundAnswer> answers, double threshold) {
        var text = new StringBuilder();
        for (var answer : answers) {
            text.append(
                    command.json
                            ? new String(Json.line(AnswerFiles.describe(answer, threshold)), StandardCharsets.UTF_8)
                            : tsv(answer, threshold));
            text.append('\n');
        }
        return text.toString();
    }

    private static String tsv(FoundAnswer answer, double threshold) {
        String none = number(answer.noAnswer());
        if (answer.text(threshold).isEmpty()) return answer.question().id() + "\t\t\t\t\t" + none;
        var best = answer.candidates().getFirst();
        var context = answer.question().context();
        return String.join(
                "\t",
                answer.question().id(),
                best.text().replaceAll("\\s+", " "),
                String.valueOf(context.codePointCount(0, best.start())),
                String.valueOf(context.codePointCount(0, best.end())),
                number(best.probability()),
                none);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
