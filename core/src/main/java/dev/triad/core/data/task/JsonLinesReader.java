// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of a JSON lines file. Every row brings its own columns;
/// those of the first say what to expect.
final class JsonLinesReader implements TableReader {
    private final LineReader lines;
    private boolean ahead;
    private @Nullable Members first;
    private @Nullable BadRowException firstProblem;

    JsonLinesReader(LineReader lines) throws IOException {
        this.lines = lines;
        try {
            first = read();
        } catch (BadRowException e) {
            firstProblem = e;
        }
        ahead = true;
    }

    @Override
    public @Nullable Row next() throws BadRowException, IOException {
        if (!ahead) {
            return read();
        }
        ahead = false;
        if (firstProblem != null) {
            throw firstProblem;
        }
        return first;
    }

    private @Nullable Members read() throws BadRowException, IOException {
        do {
            if (!lines.next()) {
                return null;
            }
        } while (lines.isEmpty());
        lines.requireUtf8();
        return new Members(JsonValues.object(lines.bytes()));
    }

    @Override
    public long line() {
        return lines.number();
    }

    @Override
    public boolean has(String column) {
        return first != null && first.object().containsKey(column);
    }

    /// Nothing to fail by: a row that lacks a column is a problem of its own.
    @Override
    public void require(String column) {}

    private record Members(Map<String, @Nullable Object> object) implements Row {
        @Override
        public String text(String column) throws BadRowException {
            return text(object.get(column), column);
        }

        private static String text(@Nullable Object value, String column) throws BadRowException {
            return switch (value) {
                case String text -> text;
                case JsonValues.Literal(String text) -> text;
                case null -> throw new BadRowException("has no \"%s\"".formatted(column));
                default -> throw new BadRowException("has a \"%s\" that is no single value".formatted(column));
            };
        }

        @Override
        public @Nullable List<String> list(String column) throws BadRowException {
            if (!(object.get(column) instanceof List<?> values)) {
                return null;
            }
            var texts = new ArrayList<String>(values.size());
            for (var value : values) {
                texts.add(text(value, column));
            }
            return texts;
        }
    }
}
