// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads sentences from CoNLL columns: a word in each line with its tags behind it, between tabs or, in lines
/// without a tab, spaces; blank lines between sentences; `-DOCSTART-` lines are no words. A sentence with one bad
/// line is unreadable as a whole, for tags without their words would teach something wrong.
public final class ConllSentences {
    private static final String DOCUMENT = "-DOCSTART-";

    private ConllSentences() {}

    /// Which columns hold what, from 0, or from −1 backwards.
    ///
    /// @param word the word's column
    /// @param tag the tag's column, or null for a file without tags
    public record Columns(int word, @Nullable Integer tag) {
        /// Words in the first column, tags in the last: how most files are.
        public static final Columns FIRST_AND_LAST = new Columns(0, -1);

        /// Words in the first column, and no tags.
        public static final Columns WORDS = new Columns(0, null);
    }

    /// Reads a file.
    ///
    /// @throws IOException if the file cannot be read or too many sentences are unreadable
    public static Rows<Sentence> read(Path file, Columns columns, Tolerance tolerance) throws IOException {
        return TaskFile.read(file, in -> read(in, file.toString(), columns, tolerance));
    }

    /// Reads an open file; `source` names it in messages.
    ///
    /// @throws IOException as above
    public static Rows<Sentence> read(InputStream in, String source, Columns columns, Tolerance tolerance)
            throws IOException {
        var lines = new LineReader(in, source);
        var rows = new RowCollector<Sentence>(source);
        var sentence = new Builder();
        while (lines.next()) {
            try {
                String line = lines.text();
                if (line.isBlank()) {
                    sentence.finish(rows);
                } else if (!line.startsWith(DOCUMENT)) {
                    sentence.begin(lines.number());
                    sentence.add(line, columns);
                }
            } catch (BadRowException e) {
                sentence.begin(lines.number());
                sentence.fail(lines.number(), e);
            }
        }
        sentence.finish(rows);
        return rows.finish(tolerance);
    }

    /// A sentence being read.
    private static final class Builder {
        private final List<String> words = new ArrayList<>();
        private final List<String> tags = new ArrayList<>();
        private long begin;
        private long problemLine;
        private @Nullable BadRowException problem;
        private boolean tagged;

        void begin(long line) {
            begin = begin == 0 ? line : begin;
        }

        void add(String line, Columns columns) throws BadRowException {
            var values = values(line);
            words.add(value(values, columns.word(), "word"));
            tagged = columns.tag() != null;
            if (columns.tag() != null) {
                if (values.size() < 2) {
                    throw new BadRowException("has a word without a tag");
                }
                tags.add(value(values, columns.tag(), "tag"));
            }
        }

        void fail(long line, BadRowException reason) {
            if (problem == null) {
                problem = reason;
                problemLine = line;
            }
        }

        void finish(RowCollector<Sentence> rows) {
            if (problem != null) {
                rows.problem(problemLine, problem);
            } else if (!words.isEmpty()) {
                rows.add(new Sentence(begin, words, tagged ? tags : null));
            }
            words.clear();
            tags.clear();
            begin = 0;
            problem = null;
        }

        private static List<String> values(String line) {
            var values = new ArrayList<String>();
            char separator = line.indexOf('\t') >= 0 ? '\t' : ' ';
            int from = 0;
            for (int at; (at = line.indexOf(separator, from)) >= 0; from = at + 1) {
                if (separator == '\t' || at > from) { // several spaces are one
                    values.add(line.substring(from, at));
                }
            }
            if (from < line.length()) {
                values.add(line.substring(from));
            }
            return values;
        }

        private static String value(List<String> values, int column, String what) throws BadRowException {
            int index = column < 0 ? values.size() + column : column;
            if (index < 0 || index >= values.size()) {
                throw new BadRowException(
                        "has %d columns, and the %s should be in column %d".formatted(values.size(), what, column));
            }
            if (values.get(index).isBlank()) {
                throw new BadRowException("has an empty " + what);
            }
            return values.get(index);
        }
    }
}
