// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.data.task.CsvTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What people wrote down about their songs: a CSV file with the columns `file` (below the folder of songs) and
/// any of `artist`, `genre`, `title`, `lyrics_file` and `split` (`train` or `validation`). Other columns are
/// nobody's business.
public final class LabelTable {
    /// A table of nothing.
    public static final LabelTable EMPTY = new LabelTable(Map.of());

    private static final String SPLIT = "split";

    private final Map<String, Entry> entries;

    private LabelTable(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// What the table says of a song; "" where it says nothing.
    ///
    /// @param line where in the file
    record Entry(long line, String artist, String genre, String title, String lyricsFile, String split) {
        static final Entry NOTHING = new Entry(0, "", "", "", "", "");
    }

    /// Reads a table.
    ///
    /// @throws IOException that names the line, if a row cannot be read or a file is in two of them
    public static LabelTable read(Path file) throws IOException {
        var table = CsvTable.read(file);
        int name = table.column("file");
        if (name < 0) {
            throw new IOException("%s: has no column \"file\"; its columns are %s".formatted(file, table.columns()));
        }
        var entries = new LinkedHashMap<String, Entry>();
        for (var row : table.rows()) {
            String id = row.values().get(name).replace('\\', '/');
            var entry = new Entry(
                    row.line(),
                    value(table, row, "artist"),
                    value(table, row, "genre"),
                    value(table, row, "title"),
                    value(table, row, "lyrics_file"),
                    value(table, row, SPLIT));
            if (!List.of("", AudioManifest.TRAIN, AudioManifest.VALIDATION).contains(entry.split)) {
                throw new IOException("%s: line %d puts %s into the split \"%s\"; there are train and validation"
                        .formatted(file, row.line(), id, entry.split));
            }
            @Nullable Entry before = entries.put(id, entry);
            if (before != null) {
                throw new IOException(
                        "%s: %s is in line %d and again in line %d".formatted(file, id, before.line, row.line()));
            }
        }
        return new LabelTable(new HashMap<>(entries));
    }

    private static String value(CsvTable table, CsvTable.Row row, String column) {
        int at = table.column(column);
        return at < 0 ? "" : row.values().get(at).strip();
    }

    /// What is said of a song.
    Entry of(String id) {
        return entries.getOrDefault(id, Entry.NOTHING);
    }

    /// How many songs it names.
    int size() {
        return entries.size();
    }
}
