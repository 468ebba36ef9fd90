// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.metrics.ConfusionMatrix;
import dev.triad.core.metrics.PrecisionRecall;
import dev.triad.electra.finetune.predict.Evaluation;
import dev.triad.electra.finetune.predict.Evaluation.Details;
import dev.triad.electra.finetune.task.Task;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// An evaluation for people, and as JSON.
final class EvaluationReport {
    /// A matrix of more classes fits no terminal.
    private static final int WIDEST = 12;

    private EvaluationReport() {}

    static void print(Task task, Path file, Evaluation evaluation, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s: %s, %,d %s%n",
                task.name(),
                file,
                evaluation.answers(),
                evaluation.details() instanceof Details.Spans ? "words" : "rows");
        evaluation.metrics().forEach((name, value) -> out.printf(Locale.ROOT, "  %-14s %8.4f%n", name, value));
        evaluation.degenerate().ifPresent(reason -> out.println("  the model learned nothing: " + reason));
        var parts = parts(task, evaluation);
        if (!parts.isEmpty()) {
            int width = Math.max(
                    8, parts.keySet().stream().mapToInt(String::length).max().orElse(0));
            out.printf("%n  %-" + width + "s %9s %9s %9s %9s %9s%n", "", "precision", "recall", "f1", "given", "right");
            parts.forEach((name, part) -> out.printf(
                    Locale.ROOT,
                    "  %-" + width + "s %9.4f %9.4f %9.4f %9d %9d%n",
                    name,
                    part.precision(),
                    part.recall(),
                    part.f1(),
                    part.predicted(),
                    part.gold()));
        }
        if (evaluation.details() instanceof Details.Classes(var confusion) && confusion.classes() <= WIDEST) {
            print(task, confusion, out);
        }
    }

    private static void print(Task task, ConfusionMatrix confusion, PrintWriter out) {
        int width = Math.max(
                7, task.labels().stream().mapToInt(String::length).max().orElse(0));
        out.printf("%n  %-" + width + "s", "right");
        for (var label : task.labels()) out.printf(" %" + width + "s", label);
        out.println("  given");
        for (int gold = 0; gold < confusion.classes(); gold++) {
            out.printf("  %-" + width + "s", task.labels().get(gold));
            for (int given = 0; given < confusion.classes(); given++) {
                out.printf(Locale.ROOT, " %" + width + "d", confusion.count(gold, given));
            }
            out.println();
        }
    }

    private static SequencedMap<String, PrecisionRecall> parts(Task task, Evaluation evaluation) {
        var parts = new LinkedHashMap<String, PrecisionRecall>();
        switch (evaluation.details()) {
            case Details.Classes(var confusion) ->
                IntStream.range(0, confusion.classes())
                        .forEach(label -> parts.put(task.labels().get(label), confusion.of(label)));
            case Details.Labels(var byLabel) ->
                IntStream.range(0, byLabel.size())
                        .forEach(label -> parts.put(task.labels().get(label), byLabel.get(label)));
            case Details.Spans(var scores) -> parts.putAll(scores.byType());
            case Details.Numbers _ -> {}
        }
        return parts;
    }

    static Map<String, Object> json(Task task, Path file, Evaluation evaluation) {
        var json = new LinkedHashMap<String, Object>();
        json.put("task", task.name());
        json.put("file", file.toString());
        json.put("answers", evaluation.answers());
        var metrics = new LinkedHashMap<String, Object>();
        evaluation
                .metrics()
                .forEach((name, value) -> metrics.put(name, Double.isFinite(value) ? value : String.valueOf(value)));
        json.put("metrics", metrics);
        evaluation.degenerate().ifPresent(reason -> json.put("degenerate", reason));
        var parts = new LinkedHashMap<String, Object>();
        parts(task, evaluation).forEach((name, part) -> {
            var numbers = new LinkedHashMap<String, Object>();
            numbers.put("precision", part.precision());
            numbers.put("recall", part.recall());
            numbers.put("f1", part.f1());
            numbers.put("given", part.predicted());
            numbers.put("right", part.gold());
            parts.put(name, numbers);
        });
        if (!parts.isEmpty()) json.put("by_label", parts);
        if (evaluation.details() instanceof Details.Classes(var confusion)) {
            json.put("labels", task.labels());
            json.put("confusion", rows(confusion));
        }
        return json;
    }

    /// Rows are what is right, columns what was given.
    private static List<Object> rows(ConfusionMatrix confusion) {
        var rows = new ArrayList<Object>();
        for (int gold = 0; gold < confusion.classes(); gold++) {
            var row = new ArrayList<Object>();
            for (int given = 0; given < confusion.classes(); given++) row.add(confusion.count(gold, given));
            rows.add(row);
        }
        return rows;
    }
}
