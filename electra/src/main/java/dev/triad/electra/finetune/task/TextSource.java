// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import dev.triad.core.data.task.GlueTask;
import dev.triad.core.data.task.Rows;
import dev.triad.core.data.task.TableFormat;
import dev.triad.core.data.task.TextColumns;
import dev.triad.core.data.task.TextExample;
import dev.triad.core.data.task.TextExamples;
import dev.triad.core.data.task.Tolerance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rows of one or two texts, from the files of a GLUE task or from any table.
///
/// @param problem what is asked: anything but tags
/// @param glue the GLUE task, which knows its own columns, or null for a table
/// @param columns the table's columns; unused for GLUE
/// @param format the table's format, or null for what its name says
/// @param range scale of the scores, or null for the lowest and highest one that occurs
public record TextSource(
        Problem problem,
        @Nullable GlueTask glue,
        TextColumns columns,
        @Nullable TableFormat format,
        @Nullable ScoreRange range)
        implements TaskSource<TextExample> {
    public TextSource {
        if (problem == Problem.TAGGING) throw new IllegalArgumentException("tags are read from columns of words");
    }

    /// The files of a GLUE task.
    public static TextSource of(GlueTask glue) {
        var problem = glue.isRegression() ? Problem.REGRESSION : Problem.SINGLE_LABEL;
        return new TextSource(
                problem, glue, TextColumns.of("text"), null, glue.isRegression() ? new ScoreRange(0, 5) : null);
    }

    @Override
    public Rows<TextExample> read(Path file, Tolerance tolerance) throws IOException {
        if (glue != null) return glue.read(file, tolerance);
        return TextExamples.read(file, format == null ? TableFormat.of(file) : format, columns, tolerance);
    }

    @Override
    public Task task(String name, List<TextExample> rows) {
        if (glue != null) return task(name, glue);
        return switch (problem) {
            case SINGLE_LABEL, MULTI_LABEL -> Task.of(name, problem, labels(name, rows), ScoreRange.UNIT);
            case REGRESSION -> Task.of(name, problem, Task.SCORE, range == null ? range(name, rows) : range);
            case TAGGING -> throw new IllegalStateException("texts have no tags");
        };
    }

    /// A GLUE task, measured as GLUE does.
    private static Task task(String name, GlueTask glue) {
        var labels = glue.isRegression() ? Task.SCORE : glue.labels();
        var problem = glue.isRegression() ? Problem.REGRESSION : Problem.SINGLE_LABEL;
        var metrics = switch (glue) {
            case COLA -> List.of(Metric.MATTHEWS, Metric.ACCURACY);
            case MRPC, QQP -> List.of(Metric.ACCURACY, Metric.F1);
            case STSB -> List.of(Metric.SPEARMAN, Metric.PEARSON);
            case SST2, MNLI, QNLI, RTE, WNLI -> List.of(Metric.ACCURACY);
        };
        return new Task(
                name,
                problem,
                labels,
                metrics,
                glue.isRegression() ? new ScoreRange(0, 5) : ScoreRange.UNIT,
                glue.isSymmetric());
    }

    private List<String> labels(String name, List<TextExample> rows) {
        if (problem == Problem.MULTI_LABEL && columns.labels().size() > 1) return columns.labels();
        var found = rows.stream()
                .flatMap(row -> row.labels() == null ? Stream.of() : row.labels().stream())
                .distinct()
                .sorted(BY_NUMBER_OR_NAME)
                .toList();
        if (found.isEmpty()) throw new IllegalArgumentException("the rows of task " + name + " have no labels");
        return found;
    }

    /// 2 comes before 10, and both before words.
    private static final Comparator<String> BY_NUMBER_OR_NAME = Comparator.<String>comparingDouble(
                    label -> label.matches("-?[0-9]{1,9}") ? Double.parseDouble(label) : 1e9)
            .thenComparing(Comparator.naturalOrder());

    private static ScoreRange range(String name, List<TextExample> rows) {
        var scores = rows.stream()
                .filter(row -> row.labels() != null && score(row.label()) != null)
                .mapToDouble(row -> Double.parseDouble(row.label()))
                .summaryStatistics();
        if (!(scores.getMax() > scores.getMin())) {
            throw new IllegalArgumentException("the rows of task " + name + " all have the same score, or none");
        }
        return new ScoreRange(scores.getMin(), scores.getMax());
    }

    private static @Nullable Double score(String text) {
        try {
            double score = Double.parseDouble(text);
            return Double.isFinite(score) ? score : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    @Override
    public @Nullable String problem(Task task, TextExample row) {
        var labels = row.labels();
        if (labels == null) return "has no label";
        if (task.problem() != Problem.MULTI_LABEL && labels.size() != 1) {
            return "has " + labels.size() + " labels where one is due";
        }
        if (task.problem() == Problem.REGRESSION) {
            return score(row.label()) == null ? "has the score \"" + row.label() + "\", which is no number" : null;
        }
        for (var label : labels) {
            if (task.label(label) < 0) return "has the label \"" + label + "\", which is not among those to learn";
        }
        return null;
    }

    @Override
    public List<EncodedRow> encode(Task task, TextExample row, RowEncoder encoder) {
        return List.of(encoder.text(row.first(), row.second(), answer(task, row)));
    }

    private static Answer answer(Task task, TextExample row) {
        var labels = row.labels();
        if (labels == null) return Answer.UNKNOWN;
        return switch (task.problem()) {
            case SINGLE_LABEL -> new Answer.OneLabel(task.label(row.label()));
            case MULTI_LABEL -> {
                var present = new BitSet();
                for (var label : labels) present.set(task.label(label));
                yield new Answer.Labels(present);
            }
            case REGRESSION -> new Answer.Score(Double.parseDouble(row.label()));
            case TAGGING -> throw new IllegalStateException("texts have no tags");
        };
    }

    @Override
    public List<TextExample> bothOrders(List<TextExample> rows) {
        var both = new ArrayList<>(rows);
        for (var row : rows) if (row.second() != null) both.add(row.swapped());
        return both;
    }
}
