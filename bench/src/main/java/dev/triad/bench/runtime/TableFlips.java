// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import dev.triad.core.metrics.ConfusionMatrix;
import dev.triad.core.metrics.SpanScores;
import dev.triad.runtime.encoder.TextModel;
import dev.triad.runtime.encoder.TokenBatch;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.matrix.Tables;
import dev.triad.runtime.model.ModelFiles;
import dev.triad.runtime.work.Scratch;
import dev.triad.runtime.work.Turn;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What tables of bytes change: a packed model answers labelled rows with tables of floats and with tables of bytes,
/// and the two are compared row by row, and by the task's metric.
@Command(
        name = "flips",
        mixinStandardHelpOptions = true,
        description = "Predictions with tables of bytes beside those with tables of floats.")
public final class TableFlips implements Callable<Integer> {
    @Option(names = "--model", required = true, description = "A packed classifier or tagger.")
    private Path model = Path.of("");

    @Option(names = "--rows", required = true, description = "Its labelled rows.")
    private Path file = Path.of("");

    @Option(
            names = "--task",
            required = true,
            description = "How the rows are read: tagging, text (columns sentence and label) or a task of GLUE.")
    private String task = "";

    @Option(names = "--label-end", description = "Text at which labels are cut off.")
    private @Nullable String labelEnd;

    @Option(names = "--max-length", defaultValue = "128", description = "Tokens (default: ${DEFAULT-VALUE}).")
    private int maxLength;

    @Option(
            names = "--always",
            description = "Look up whatever the number of rows and outputs, also where that is slower.")
    private boolean always;

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TableFlips()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        System.setProperty("dev.triad.runtime.lookups", always ? "always" : "");
        try (var files = ModelFiles.open(model)) {
            var rows = LabelledRows.read(files, task, file, labelEnd, maxLength);
            var exact = logits(files, Tables.FLOAT, rows);
            var close = logits(files, Tables.INT8, rows);
            compare(rows, exact, close);
        }
        return 0;
    }

    /// The logits of all places, one row after another, as a service is asked.
    private static List<float[]> logits(ModelFiles files, Tables tables, LabelledRows rows) throws IOException {
        var model = TextModel.load(files, files.config(), true, Kernels.fastest(), tables);
        var turn = Turn.alone(new Scratch());
        var logits = new ArrayList<float[]>();
        for (var row : rows.rows()) {
            var hidden = model.encoder().forward(TokenBatch.of(List.of(row.row())), turn);
            logits.addAll(List.of(
                    model.head().orElseThrow().logits(hidden, model.encoder().stride(), row.places(), turn)));
        }
        return logits;
    }

    private void compare(LabelledRows rows, List<float[]> exact, List<float[]> close) {
        double largest = 0;
        double squares = 0;
        int flips = 0;
        double margin = 0;
        for (int i = 0; i < exact.size(); i++) {
            var before = exact.get(i);
            var after = close.get(i);
            double row = 0;
            for (int label = 0; label < before.length; label++) {
                row = Math.max(row, Math.abs(after[label] - before[label]));
            }
            largest = Math.max(largest, row);
            squares += row * row;
            int first = best(before);
            int second = best(after);
            if (first != second) {
                flips++;
                margin = Math.max(margin, before[first] - before[second]);
            }
        }
        int count = exact.size();
        out.printf(
                Locale.ROOT,
                "%s: %d of %d predictions equal, %.2f %%; largest logit difference %.4f, root mean square %.4f;"
                        + " largest margin of a flip %.4f%n",
                model.getFileName(),
                count - flips,
                count,
                100.0 * (count - flips) / count,
                largest,
                Math.sqrt(squares / count),
                margin);
        out.printf(Locale.ROOT, "  floats: %s%n  bytes:  %s%n", scores(rows, exact), scores(rows, close));
    }

    private static String scores(LabelledRows rows, List<float[]> logits) {
        var labels = rows.labels();
        if (rows.sentences()) {
            var gold = new ArrayList<List<String>>();
            var predicted = new ArrayList<List<String>>();
            int place = 0;
            for (var row : rows.rows()) {
                var tags = new ArrayList<String>();
                for (int i = 0; i < row.gold().size(); i++) tags.add(labels.get(best(logits.get(place++))));
                gold.add(row.gold());
                predicted.add(tags);
            }
            var scores = SpanScores.of(gold, predicted);
            return "span F1 %.4f, tag accuracy %.4f".formatted(scores.all().f1(), scores.accuracy());
        }
        var matrix = new ConfusionMatrix(labels.size());
        for (int i = 0; i < logits.size(); i++) {
            int gold = labels.indexOf(rows.rows().get(i).gold().getFirst());
            if (gold < 0) throw new IllegalArgumentException("a label of the rows is not among the model's " + labels);
            matrix.add(gold, best(logits.get(i)));
        }
        return "accuracy %.4f".formatted(matrix.accuracy())
                + (labels.size() == 2 ? ", Matthews %.4f".formatted(matrix.matthews()) : "");
    }

    private static int best(float[] logits) {
        int best = 0;
        for (int label = 1; label < logits.length; label++) {
            if (logits[label] > logits[best]) best = label;
        }
        return best;
    }
}
