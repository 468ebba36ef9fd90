// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tasks of GLUE (Wang et al., 2019), read from its own files or from copies of them with other headers.
@SuppressWarnings("ImmutableEnumChecker") // its lists are made by List.of
public enum GlueTask {
    /// Is the sentence grammatical?
    COLA("CoLA", List.of("0", "1"), false, List.of("sentence"), List.of(), List.of("label")) {
        @Override
        Optional<TextColumns> withoutHeader(int columns) {
            return columns == 4
                    ? Optional.of(TextColumns.of("3").withLabels("1").withHeader(false))
                    : Optional.empty();
        }
    },
    /// Is the review positive?
    SST2("SST-2", List.of("0", "1"), false, List.of("sentence"), List.of(), List.of("label")),
    /// Do both sentences say the same?
    MRPC(
            "MRPC",
            List.of("0", "1"),
            true,
            List.of("#1 String", "sentence1"),
            List.of("#2 String", "sentence2"),
            List.of("Quality", "label")),
    /// How similar are the sentences, from 0 to 5?
    STSB("STS-B", List.of(), true, List.of("sentence1"), List.of("sentence2"), List.of("score", "label")),
    /// Are the questions the same?
    QQP("QQP", List.of("0", "1"), true, List.of("question1"), List.of("question2"), List.of("is_duplicate", "label")),
    /// Does the first sentence imply the second, or its opposite?
    MNLI(
            "MNLI",
            List.of("contradiction", "entailment", "neutral"),
            false,
            List.of("sentence1", "premise"),
            List.of("sentence2", "hypothesis"),
            List.of("gold_label", "label")),
    /// Does the sentence answer the question?
    QNLI(
            "QNLI",
            List.of("entailment", "not_entailment"),
            false,
            List.of("question"),
            List.of("sentence"),
            List.of("label")),
    /// Does the first text imply the second?
    RTE(
            "RTE",
            List.of("entailment", "not_entailment"),
            false,
            List.of("sentence1"),
            List.of("sentence2"),
            List.of("label")),
    /// Does the second sentence follow once the pronoun is resolved?
    WNLI("WNLI", List.of("0", "1"), false, List.of("sentence1"), List.of("sentence2"), List.of("label"));

    private static final List<String> IDS = List.of("index", "idx", "id");

    private final String title;
    private final List<String> labels;
    private final boolean symmetric;
    private final List<String> first;
    private final List<String> second;
    private final List<String> label;

    GlueTask(
            String title,
            List<String> labels,
            boolean symmetric,
            List<String> first,
            List<String> second,
            List<String> label) {
        this.title = title;
        this.labels = labels;
        this.symmetric = symmetric;
        this.first = first;
        this.second = second;
        this.label = label;
    }

    /// The task of a name, whichever way it is written: `sst2`, `SST-2`, `sst`, `sts_b`.
    ///
    /// @throws IllegalArgumentException if there is none
    public static GlueTask of(String name) {
        String plain = plain(name);
        for (var task : values()) {
            if (plain(task.title).equals(plain)) {
                return task;
            }
        }
        return switch (plain) {
            case "sst" -> SST2;
            case "sts" -> STSB;
            default ->
                throw new IllegalArgumentException("\"%s\" is no task of GLUE; these are %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        List.of(values()).stream()
                                                .map(GlueTask::title)
                                                .toList())));
        };
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /// The name GLUE gives it, `SST-2`.
    public String title() {
        return title;
    }

    /// The classes in order; none for STS-B, which asks for a number.
    public List<String> labels() {
        return labels;
    }

    /// Whether a number is asked for.
    public boolean isRegression() {
        return labels.isEmpty();
    }

    /// Whether an example is a pair of texts.
    public boolean isPair() {
        return !second.isEmpty();
    }

    /// Whether the order of the two texts means nothing.
    public boolean isSymmetric() {
        return symmetric;
    }

    /// Reads a file: columns by the names GLUE and its copies give them, by position in CoLA's file without a
    /// header. In a file without labels the examples have none. A label that is not the task's makes a row
    /// unreadable.
    ///
    /// @throws IOException if the file cannot be read, has other columns, or too many rows are unreadable
    public Rows<TextExample> read(Path file, Tolerance tolerance) throws IOException {
        return TaskFile.read(file, in -> read(in, file.toString(), TableFormat.of(file), tolerance));
    }

    /// Reads an open file; `source` names it in messages.
    ///
    /// @throws IOException as above
    public Rows<TextExample> read(InputStream in, String source, TableFormat format, Tolerance tolerance)
            throws IOException {
        var table = TextExamples.reader(in, source, format, true);
        var columns = columns(table);
        if (columns.isEmpty() && table instanceof DelimitedReader delimited) {
            columns = withoutHeader(delimited.first().size());
            delimited.firstRecordIsARow();
        }
        if (columns.isEmpty()) {
            throw new IOException("%s: does not look like %s, whose columns are %s, %s%s"
                    .formatted(
                            source,
                            title,
                            first.getFirst(),
                            second.isEmpty() ? "" : second.getFirst() + ", ",
                            label.getFirst()));
        }
        return TextExamples.read(table, source, columns.get(), tolerance).checked(this::problem, tolerance);
    }

    private Optional<TextColumns> columns(TableReader table) {
        var firstColumn = known(table, first);
        var secondColumn = known(table, second);
        if (firstColumn == null || (isPair() && secondColumn == null)) {
            return Optional.empty();
        }
        var labelColumn = known(table, label);
        var columns = TextColumns.of(firstColumn, secondColumn).withId(known(table, IDS));
        return Optional.of(labelColumn == null ? columns : columns.withLabels(labelColumn));
    }

    private static @Nullable String known(TableReader table, List<String> names) {
        return names.stream().filter(table::has).findFirst().orElse(null);
    }

    /// Columns of a file that has no header.
    Optional<TextColumns> withoutHeader(int columns) {
        return Optional.empty();
    }

    private @Nullable String problem(TextExample example) {
        if (example.labels() == null) {
            return null;
        }
        String given = example.label();
        if (!isRegression()) {
            return labels.contains(given)
                    ? null
                    : "has the label %s, which is none of %s".formatted(BadRowException.quote(given), labels);
        }
        try {
            return Double.isFinite(Double.parseDouble(given)) ? null : "has a score that is not finite";
        } catch (NumberFormatException _) {
            return "has the score %s, which is no number".formatted(BadRowException.quote(given));
        }
    }
}
