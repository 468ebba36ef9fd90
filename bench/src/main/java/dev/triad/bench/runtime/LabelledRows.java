// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import dev.triad.core.data.task.ConllSentences;
import dev.triad.core.data.task.GlueTask;
import dev.triad.core.data.task.TextColumns;
import dev.triad.core.data.task.TextExample;
import dev.triad.core.data.task.TextExamples;
import dev.triad.core.data.task.Tolerance;
import dev.triad.runtime.encoder.TokenRow;
import dev.triad.runtime.model.ModelFiles;
import dev.triad.runtime.rows.RowMaker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rows of a task with what they are labelled with.
///
/// @param labels the model's labels
/// @param sentences whether each word has a label, and not the row
/// @param rows the rows
record LabelledRows(List<String> labels, boolean sentences, List<Row> rows) {
    /// A row.
    ///
    /// @param row its tokens
    /// @param places those that answer
    /// @param gold what they should answer
    @SuppressWarnings("ArrayRecordComponent") // plain data, never compared
    record Row(TokenRow row, int[] places, List<String> gold) {}

    /// Reads a file.
    static LabelledRows read(ModelFiles files, String task, Path file, @Nullable String labelEnd, int maxLength)
            throws IOException {
        var labels = files.config().labels();
        var maker = new RowMaker(files.tokenizer(), maxLength);
        var rows = new ArrayList<Row>();
        if (task.equals("tagging")) {
            for (var sentence : ConllSentences.read(file, ConllSentences.Columns.FIRST_AND_LAST, Tolerance.NONE)
                    .rows()) {
                var tags = Objects.requireNonNull(sentence.tags());
                int word = 0;
                for (var part : maker.words(sentence.words())) {
                    int end = word + part.places().length;
                    rows.add(new Row(part.row(), part.places(), tags.subList(word, end)));
                    word = end;
                }
            }
            return new LabelledRows(labels, true, rows);
        }
        for (var example : examples(task, file, labelEnd)) {
            rows.add(new Row(maker.text(example.first(), example.second()), new int[] {0}, List.of(example.label())));
        }
        return new LabelledRows(labels, false, rows);
    }

    private static List<TextExample> examples(String task, Path file, @Nullable String labelEnd) throws IOException {
        if (!task.equals("text"))
            return GlueTask.of(task).read(file, Tolerance.DEFAULT).rows();
        var columns = TextColumns.of("sentence").withLabels("label").withLabelEnd(labelEnd);
        return TextExamples.read(file, columns, Tolerance.NONE).rows();
    }
}
