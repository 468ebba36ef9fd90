// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.core.data.task.ConllSentences;
import dev.triad.core.data.task.GlueTask;
import dev.triad.core.data.task.Rows;
import dev.triad.core.data.task.TableFormat;
import dev.triad.core.data.task.TextExample;
import dev.triad.core.data.task.TextExamples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The mixin of commands that ask a model: where texts and words come from.
final class PredictionInput {
    @Option(names = "--input", paramLabel = "FILE", description = "The file to read; standard input by default.")
    @Nullable
    Path file;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "The task whose test file --input is: a GLUE task, squad, squadv1 or mrqa.")
    @Nullable
    String task;

    @Option(names = "--conll", description = "Read words in CoNLL columns, whatever the file's name says.")
    boolean conll;

    @Mixin
    TaskOptions columns;

    /// What happens to some rows.
    @FunctionalInterface
    interface Each<T> {
        void accept(List<T> block) throws IOException;
    }

    /// Reads texts, some at a time.
    ///
    /// @param say takes a sentence about what could not be read
    void texts(int block, Consumer<String> say, Each<TextExample> each) throws IOException {
        var glue = task == null ? null : TaskOptions.glue(task).orElse(null);
        if (glue != null) {
            if (file == null) throw new IOException("--task " + task + " needs the task's file as --input");
            blocks(examples(glue, file, say), block, each);
        } else if (isTable()) {
            var rows = table();
            rows.complaint().ifPresent(say);
            blocks(rows.rows(), block, each);
        } else {
            lines(block, PredictionInput::example, each);
        }
    }

    private Rows<TextExample> table() throws IOException {
        var format = columns.table();
        var where = columns.columns(file);
        if (file == null) {
            // Without a file there is no name that tells a format: --format did.
            return TextExamples.read(
                    System.in, "standard input", format == null ? TableFormat.TSV : format, where, columns.tolerance());
        }
        return format == null
                ? TextExamples.read(file, where, columns.tolerance())
                : TextExamples.read(file, format, where, columns.tolerance());
    }

    /// The rows of a GLUE task's file.
    List<TextExample> examples(GlueTask glue, Path source, Consumer<String> say) throws IOException {
        Rows<TextExample> rows = glue.read(source, columns.tolerance());
        rows.complaint().ifPresent(say);
        return rows.rows();
    }

    private boolean isTable() {
        return columns.format != null || hasEnding(".tsv", ".csv", ".jsonl", ".ndjson");
    }

    private boolean hasEnding(String... endings) {
        if (file == null) return false;
        var name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".gz")) name = name.substring(0, name.length() - 3);
        for (var ending : endings) if (name.endsWith(ending)) return true;
        return false;
    }

    private static TextExample example(long line, String text) {
        int tab = text.indexOf('\t');
        return new TextExample(
                line,
                String.valueOf(line - 1),
                tab < 0 ? text : text.substring(0, tab),
                tab < 0 ? null : text.substring(tab + 1),
                null);
    }

    /// Reads sentences, some at a time.
    void sentences(int block, Consumer<String> say, Each<PlacedSentence> each) throws IOException {
        if (conll || hasEnding(".conll")) {
            var where = new ConllSentences.Columns(columns.word, null);
            var rows = file == null
                    ? ConllSentences.read(System.in, "standard input", where, columns.tolerance())
                    : ConllSentences.read(file, where, columns.tolerance());
            rows.complaint().ifPresent(say);
            blocks(
                    rows.rows().stream()
                            .map(row -> PlacedSentence.ofWords(row.line(), row.words()))
                            .toList(),
                    block,
                    each);
        } else {
            lines(block, PlacedSentence::ofLine, each);
        }
    }

    private static <T> void blocks(List<T> rows, int block, Each<T> each) throws IOException {
        for (int from = 0; from < rows.size(); from += block) {
            each.accept(rows.subList(from, Math.min(rows.size(), from + block)));
        }
    }

    private interface OfLine<T> {
        T make(long line, String text);
    }

    private <T> void lines(int block, OfLine<T> maker, Each<T> each) throws IOException {
        if (file == null) {
            lines(System.in, "standard input", block, maker, each);
        } else {
            try (var in = Files.newInputStream(file)) {
                lines(in, file.toString(), block, maker, each);
            }
        }
    }

    private static <T> void lines(InputStream in, String source, int block, OfLine<T> maker, Each<T> each)
            throws IOException {
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        var rows = new ArrayList<T>();
        long number = 0;
        try {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                rows.add(maker.make(++number, line));
                if (rows.size() == block) {
                    each.accept(List.copyOf(rows));
                    rows.clear();
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "%s: something after line %d is not UTF-8; convert the text first".formatted(source, number), e);
        }
        if (!rows.isEmpty()) each.accept(List.copyOf(rows));
    }
}
