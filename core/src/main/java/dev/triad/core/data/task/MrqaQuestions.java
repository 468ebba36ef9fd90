// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/// Reads questions from MRQA's JSON lines (Fisch et al., 2019): a paragraph with its questions in each line,
/// after a header line, which may be missing.
public final class MrqaQuestions {
    private MrqaQuestions() {}

    /// Reads a file.
    ///
    /// @throws IOException if the file cannot be read or too many questions are unreadable
    public static Rows<Question> read(Path file, Tolerance tolerance) throws IOException {
        return TaskFile.read(file, in -> read(in, file.toString(), tolerance));
    }

    /// Reads an open file; `source` names it in messages.
    ///
    /// @throws IOException as above
    public static Rows<Question> read(InputStream in, String source, Tolerance tolerance) throws IOException {
        var rows = new RowCollector<Question>(source);
        var questions = new QuestionTexts(rows);
        var lines = new LineReader(in, source);
        while (lines.next()) {
            if (lines.isEmpty()) {
                continue;
            }
            try {
                lines.requireUtf8();
                var paragraph = JsonValues.object(lines.bytes());
                if (lines.number() == 1 && paragraph.containsKey("header")) {
                    continue;
                }
                String context = JsonValues.text(paragraph, "context");
                for (var element : JsonValues.list(paragraph, "qas")) {
                    if (element instanceof Map<?, ?> object) {
                        questions.add(object, context, lines.number(), QuestionTexts::mrqa);
                    } else {
                        rows.problem(lines.number(), new BadRowException("has a question that is no object"));
                    }
                }
            } catch (BadRowException e) {
                rows.problem(lines.number(), e);
            }
        }
        return rows.finish(tolerance);
    }
}
