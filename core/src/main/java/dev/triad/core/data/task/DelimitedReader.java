// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows of a TSV or CSV file. The first record is a header or not; every row must have as many columns as it.
final class DelimitedReader implements TableReader {
    private final LineReader lines;
    private final boolean quoted;
    private boolean header;
    private final List<String> first;
    private final Map<String, Integer> indices = new HashMap<>();
    private boolean firstIsDue;
    private long line;
    private @Nullable BadRowException malformed;

    /// @param quoted whether this is CSV
    /// @throws IOException if there is no first record
    DelimitedReader(LineReader lines, boolean quoted, boolean header) throws IOException {
        this.lines = lines;
        this.quoted = quoted;
        this.header = header;
        try {
            var record = record();
            if (record == null) {
                throw new IOException(lines.source() + ": is empty");
            }
            first = record;
        } catch (BadRowException e) {
            throw new IOException("%s: line %d %s".formatted(lines.source(), line, e.reason()), e);
        }
        firstIsDue = !header;
    }

    /// The first record's values: the columns' names, if it is a header.
    List<String> first() {
        return first;
    }

    /// There is no header after all.
    void firstRecordIsARow() {
        header = false;
        firstIsDue = true;
        indices.clear();
    }

    @Override
    public @Nullable Row next() throws BadRowException, IOException {
        if (firstIsDue) {
            firstIsDue = false;
            return new Cells(first);
        }
        var values = record();
        if (values == null) {
            return null;
        }
        if (values.size() != first.size()) {
            throw new BadRowException(
                    "has %d columns where the first line has %d".formatted(values.size(), first.size()));
        }
        return new Cells(values);
    }

    @Override
    public long line() {
        return line;
    }

    /// The next record that is not an empty line, which is no row of a table.
    private @Nullable List<String> record() throws BadRowException, IOException {
        do {
            if (!lines.next()) {
                return null;
            }
        } while (lines.isEmpty());
        line = lines.number();
        return quoted ? csv() : tsv(lines.text());
    }

    private static List<String> tsv(String text) {
        var values = new ArrayList<String>();
        int from = 0;
        for (int tab; (tab = text.indexOf('\t', from)) >= 0; from = tab + 1) {
            values.add(text.substring(from, tab));
        }
        values.add(text.substring(from));
        return values;
    }

    /// One record of CSV. A bad one is read to its end, so that the next one is found.
    private List<String> csv() throws BadRowException, IOException {
        malformed = null;
        String text = csvLine();
        var values = new ArrayList<String>();
        for (int at = 0; ; at++) {
            if (at < text.length() && text.charAt(at) == '"') {
                var value = new StringBuilder();
                int from = at + 1;
                int quote;
                while (true) {
                    quote = text.indexOf('"', from);
                    if (quote < 0) {
                        value.append(text, from, text.length()).append('\n');
                        text = continuation(value.length());
                        from = 0;
                    } else if (quote + 1 < text.length() && text.charAt(quote + 1) == '"') {
                        value.append(text, from, quote + 1);
                        from = quote + 2;
                    } else {
                        break;
                    }
                }
                value.append(text, from, quote);
                values.add(value.toString());
                int comma = comma(text, quote + 1);
                if (comma != quote + 1 && malformed == null) {
                    malformed = new BadRowException("has text after the closing quote of column " + values.size());
                }
                at = comma;
            } else {
                int comma = comma(text, at);
                values.add(text.substring(at, comma));
                at = comma;
            }
            if (at >= text.length()) {
                break;
            }
        }
        if (malformed != null) {
            throw malformed;
        }
        return values;
    }

    private static int comma(String text, int from) {
        int comma = text.indexOf(',', from);
        return comma < 0 ? text.length() : comma;
    }

    private String csvLine() {
        try {
            return lines.text();
        } catch (BadRowException e) {
            malformed = malformed == null ? e : malformed;
            return lines.lenientText();
        }
    }

    private String continuation(int length) throws IOException {
        if (length > LineReader.LONGEST || !lines.next()) {
            throw new IOException("%s: line %d has a quoted value that never ends; double the quotes inside values"
                    .formatted(lines.source(), line));
        }
        return csvLine();
    }

    @Override
    public boolean has(String column) {
        return index(column) >= 0;
    }

    @Override
    public void require(String column) throws IOException {
        if (!has(column)) {
            throw new IOException(
                    header
                            ? "%s: has no column \"%s\"; its columns are %s".formatted(lines.source(), column, first)
                            : "%s: has %d columns and no header; \"%s\" is none of them, give a number from 0 to %d"
                                    .formatted(lines.source(), first.size(), column, first.size() - 1));
        }
    }

    private int index(String column) {
        return indices.computeIfAbsent(column, this::findIndex);
    }

    /// A column by its name or, where that is none, by its number: from 0, or from −1 backwards.
    private int findIndex(String column) {
        if (header && first.contains(column)) {
            return first.indexOf(column);
        }
        if (!column.matches("-?[0-9]{1,6}")) {
            return -1;
        }
        int number = Integer.parseInt(column);
        int index = number < 0 ? first.size() + number : number;
        return index >= 0 && index < first.size() ? index : -1;
    }

    private final class Cells implements Row {
        private final List<String> values;

        Cells(List<String> values) {
            this.values = values;
        }

        @Override
        public String text(String column) throws BadRowException {
            int index = index(column);
            if (index < 0) {
                throw new BadRowException("has no column \"%s\"".formatted(column));
            }
            return values.get(index);
        }

        @Override
        public @Nullable List<String> list(String column) {
            return null;
        }
    }
}
