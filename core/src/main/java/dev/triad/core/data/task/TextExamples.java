// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads examples of text from tables. Empty lines are no rows; a row with too few or too many columns, without a
/// needed value or that is not UTF-8 is unreadable.
public final class TextExamples {
    private TextExamples() {}

    /// Reads a file in the format that its name tells.
    ///
    /// @throws IOException if the file cannot be read, a column is missing, or too many rows are unreadable
    public static Rows<TextExample> read(Path file, TextColumns columns, Tolerance tolerance) throws IOException {
        return read(file, TableFormat.of(file), columns, tolerance);
    }

    /// Reads a file in a given format.
    ///
    /// @throws IOException as above
    public static Rows<TextExample> read(Path file, TableFormat format, TextColumns columns, Tolerance tolerance)
            throws IOException {
        return TaskFile.read(file, in -> read(in, file.toString(), format, columns, tolerance));
    }

    /// The first of some names that a file has a column of; for JSON lines that its first object has.
    ///
    /// @throws IOException if the file cannot be read
    public static Optional<String> column(Path file, TableFormat format, List<String> names) throws IOException {
        return TaskFile.open(file, in -> {
            var table = reader(in, file.toString(), format, true);
            return names.stream().filter(table::has).findFirst();
        });
    }

    /// Reads an open file; `source` names it in messages.
    ///
    /// @throws IOException as above
    public static Rows<TextExample> read(
            InputStream in, String source, TableFormat format, TextColumns columns, Tolerance tolerance)
            throws IOException {
        return read(reader(in, source, format, columns.header()), source, columns, tolerance);
    }

    static TableReader reader(InputStream in, String source, TableFormat format, boolean header) throws IOException {
        var lines = new LineReader(in, source);
        return switch (format) {
            case TSV -> new DelimitedReader(lines, false, header);
            case CSV -> new DelimitedReader(lines, true, header);
            case JSON_LINES -> new JsonLinesReader(lines);
        };
    }

    static Rows<TextExample> read(TableReader table, String source, TextColumns columns, Tolerance tolerance)
            throws IOException {
        for (var column : needed(columns)) {
            table.require(column);
        }
        var rows = new RowCollector<TextExample>(source);
        while (true) {
            try {
                var row = table.next();
                if (row == null) {
                    return rows.finish(tolerance);
                }
                rows.add(example(row, table.line(), rows.count(), columns));
            } catch (BadRowException e) {
                rows.problem(table.line(), e);
            }
        }
    }

    private static List<String> needed(TextColumns columns) {
        var needed = new ArrayList<>(columns.labels());
        needed.add(columns.first());
        if (columns.second() != null) {
            needed.add(columns.second());
        }
        if (columns.id() != null) {
            needed.add(columns.id());
        }
        return needed;
    }

    private static TextExample example(TableReader.Row row, long line, long number, TextColumns columns)
            throws BadRowException {
        String id = columns.id() == null ? String.valueOf(number) : row.text(columns.id());
        String second = columns.second() == null ? null : row.text(columns.second());
        return new TextExample(line, id, row.text(columns.first()), second, labels(row, columns));
    }

    private static @Nullable List<String> labels(TableReader.Row row, TextColumns columns) throws BadRowException {
        return switch (columns.labels().size()) {
            case 0 -> null;
            case 1 -> listed(row, columns);
            default -> indicated(row, columns);
        };
    }

    private static List<String> listed(TableReader.Row row, TextColumns columns) throws BadRowException {
        String column = columns.labels().getFirst();
        var values = row.list(column);
        if (values == null) {
            String value = row.text(column);
            var separator = columns.separator();
            values = separator == null ? List.of(value) : split(value, separator);
        }
        var labels = new ArrayList<String>(values.size());
        for (var value : values) {
            String label = cut(value, columns.labelEnd());
            if (label.isEmpty()) {
                throw new BadRowException("has an empty label");
            }
            labels.add(label);
        }
        return labels;
    }

    private static String cut(String label, @Nullable String end) {
        int at = end == null ? -1 : label.indexOf(end);
        return (at < 0 ? label : label.substring(0, at)).strip();
    }

    private static List<String> split(String value, String separator) {
        var parts = new ArrayList<String>();
        if (!value.isBlank()) {
            int from = 0;
            for (int at; (at = value.indexOf(separator, from)) >= 0; from = at + separator.length()) {
                parts.add(value.substring(from, at));
            }
            parts.add(value.substring(from));
        }
        return parts;
    }

    private static List<String> indicated(TableReader.Row row, TextColumns columns) throws BadRowException {
        var labels = new ArrayList<String>();
        for (var column : columns.labels()) {
            String value = row.text(column);
            switch (value.strip().toLowerCase(Locale.ROOT)) {
                case "1", "1.0", "true" -> labels.add(column);
                case "0", "0.0", "false" -> {}
                default ->
                    throw new BadRowException("has %s in column \"%s\", where 1 or 0 is due"
                            .formatted(BadRowException.quote(value), column));
            }
        }
        return labels;
    }
}
