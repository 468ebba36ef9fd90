// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A small CSV file with a header, read whole: columns are asked for by name.
public final class CsvTable {
    private final List<String> columns;
    private final List<Row> rows;

    private CsvTable(List<String> columns, List<Row> rows) {
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
    }

    /// A row of the table.
    ///
    /// @param line where it begins, from 1
    /// @param values one for each column
    public record Row(long line, List<String> values) {
        public Row {
            values = List.copyOf(values);
        }
    }

    /// Reads `file`, UTF-8, plain or packed with gzip.
    ///
    /// @throws IOException that names the line of the first row that cannot be read
    public static CsvTable read(Path file) throws IOException {
        return TaskFile.open(file, in -> {
            var reader = new DelimitedReader(new LineReader(in, file.toString()), true, true);
            var columns = reader.first();
            var rows = new ArrayList<Row>();
            try {
                for (var row = reader.next(); row != null; row = reader.next()) {
                    var values = new ArrayList<String>(columns.size());
                    for (String column : columns) {
                        values.add(row.text(column));
                    }
                    rows.add(new Row(reader.line(), values));
                }
            } catch (BadRowException e) {
                throw new IOException("%s: line %d %s".formatted(file, reader.line(), e.reason()), e);
            }
            return new CsvTable(columns, rows);
        });
    }

    public List<Row> rows() {
        return rows;
    }

    /// Where a column stands.
    ///
    /// @return −1 if there is none of that name
    public int column(String name) {
        return columns.indexOf(name);
    }

    /// The columns' names.
    public List<String> columns() {
        return columns;
    }
}
