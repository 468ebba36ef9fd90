// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.data.task.ConllSentences;
import dev.triad.core.data.task.GlueTask;
import dev.triad.core.data.task.TableFormat;
import dev.triad.core.data.task.TextColumns;
import dev.triad.core.data.task.TextExamples;
import dev.triad.core.data.task.Tolerance;
import dev.triad.core.metrics.TagScheme;
import dev.triad.electra.finetune.qa.QuestionTask;
import dev.triad.electra.finetune.task.Metric;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.ScoreRange;
import dev.triad.electra.finetune.task.TagSource;
import dev.triad.electra.finetune.task.Task;
import dev.triad.electra.finetune.task.TaskSource;
import dev.triad.electra.finetune.task.TextSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The mixin of commands that read a task's files: where in them texts, words and labels are.
final class TaskOptions {
    /// What the column with the text is usually called.
    private static final List<String> USUAL = List.of("text", "sentence");

    /// How a table is spelled.
    enum Format {
        TSV,
        CSV,
        JSONL;

        TableFormat table() {
            return switch (this) {
                case TSV -> TableFormat.TSV;
                case CSV -> TableFormat.CSV;
                case JSONL -> TableFormat.JSON_LINES;
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--text-column",
            paramLabel = "COLUMN",
            description = "The column with the text, by its name or its number from 0; by default text or sentence.")
    @Nullable
    String text;

    @Option(
            names = "--pair-column",
            paramLabel = "COLUMN",
            description = "The column with the second text, where there are two.")
    @Nullable
    String pair;

    @Option(
            names = "--label-column",
            split = ",",
            defaultValue = "label",
            paramLabel = "COLUMN",
            description = "The column with the label; several columns of ones and zeros for multi-label; default"
                    + " ${DEFAULT-VALUE}.")
    List<String> labels;

    @Option(
            names = "--label-separator",
            paramLabel = "TEXT",
            description = "multi-label: what stands between the labels in their column.")
    @Nullable
    String separator;

    @Option(
            names = "--label-end",
            paramLabel = "TEXT",
            description = "Cut labels off at this text; ':' makes ENTY of ENTY:animal.")
    @Nullable
    String labelEnd;

    @Option(names = "--no-header", description = "The table's first line is a row; columns are given by number.")
    boolean noHeader;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Read tables as ${COMPLETION-CANDIDATES}, whatever their names say.")
    @Nullable
    Format format;

    @Option(
            names = "--score-range",
            split = ":",
            paramLabel = "LOW:HIGH",
            description = "regression: the scale of the scores; by default from the lowest to the highest one.")
    double @Nullable [] range;

    @Option(
            names = "--word-column",
            defaultValue = "0",
            paramLabel = "N",
            description = "tagging: the column with the word, from 0; default ${DEFAULT-VALUE}.")
    int word;

    @Option(
            names = "--tag-column",
            defaultValue = "-1",
            paramLabel = "N",
            description = "tagging: the column with the tag, -1 for the last, which is the default.")
    int tag;

    @Option(
            names = "--tag-scheme",
            paramLabel = "SCHEME",
            description = "tagging: how the model is to spell spans: ${COMPLETION-CANDIDATES}; by default as the file"
                    + " does.")
    @Nullable
    TagScheme scheme;

    @Option(
            names = "--tolerance",
            defaultValue = "0.01",
            paramLabel = "SHARE",
            description = "Share of a file's rows that may be unreadable; default ${DEFAULT-VALUE}.")
    double tolerance;

    /// The kinds of tasks beside those with a name.
    private static Optional<Problem> kind(String name) {
        return switch (name) {
            case "classification" -> Optional.of(Problem.SINGLE_LABEL);
            case "multi-label" -> Optional.of(Problem.MULTI_LABEL);
            case "regression" -> Optional.of(Problem.REGRESSION);
            case "tagging" -> Optional.of(Problem.TAGGING);
            default -> Optional.empty();
        };
    }

    /// The GLUE task of a name, if it is one and no kind of task.
    static Optional<GlueTask> glue(String name) {
        if (kind(name).isPresent() || QuestionTask.of(name).isPresent()) return Optional.empty();
        try {
            return Optional.of(GlueTask.of(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "unknown task '" + name
                            + "'; there are cola, sst2, mrpc, stsb, qqp, mnli, qnli, rte, wnli, squad, squadv1, mrqa, and for other data"
                            + " classification, multi-label, regression and tagging",
                    e);
        }
    }

    /// The name of a kind of problem.
    static String kind(Problem problem) {
        return switch (problem) {
            case SINGLE_LABEL -> "classification";
            case MULTI_LABEL -> "multi-label";
            case REGRESSION -> "regression";
            case TAGGING -> "tagging";
        };
    }

    /// How the files of a task are read.
    ///
    /// @param name a GLUE task, or a kind of task
    /// @param file one of the files, whose columns decide where the user did not
    TaskSource<?> source(String name, Path file) throws IOException {
        var glue = glue(name);
        if (glue.isPresent()) return TextSource.of(glue.get());
        var problem = kind(name).orElseThrow();
        if (problem == Problem.TAGGING) return new TagSource(new ConllSentences.Columns(word, tag), scheme);
        var columns = columns(file).withLabels(labels).withSeparator(separator).withLabelEnd(labelEnd);
        return new TextSource(problem, null, columns, table(), range());
    }

    /// Unless told otherwise, a file's tags are spelled anew for a model that spells spans with both borders.
    void spellAs(Task task) {
        boolean borders = task.problem() == Problem.TAGGING
                && task.metrics().contains(Metric.SPAN_F1)
                && task.labels().stream().anyMatch(tag -> tag.matches("[ES](-.*)?"));
        if (scheme == null && borders) scheme = TagScheme.BIOES;
    }

    /// The columns of a table's texts.
    ///
    /// @param file the table, or null for standard input
    TextColumns columns(@Nullable Path file) throws IOException {
        var column = text;
        if (column == null && file != null && !noHeader) {
            var how = format == null ? TableFormat.of(file) : format.table();
            column = TextExamples.column(file, how, USUAL).orElse(null);
        }
        return TextColumns.of(column == null ? USUAL.getFirst() : column, pair).withHeader(!noHeader);
    }

    @Nullable
    TableFormat table() {
        return format == null ? null : format.table();
    }

    private @Nullable ScoreRange range() {
        if (range == null) return null;
        if (range.length != 2) throw new IllegalArgumentException("--score-range must be LOW:HIGH, such as 0:5");
        return new ScoreRange(range[0], range[1]);
    }

    Tolerance tolerance() {
        return new Tolerance(tolerance);
    }
}
