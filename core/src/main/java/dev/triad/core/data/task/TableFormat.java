// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import java.nio.file.Path;

/// How a file spells a table.
public enum TableFormat {
    /// Columns between tabs, quotes are characters like any other (GLUE).
    TSV,
    /// Columns between commas, in quotes where needed, which may hold line breaks (RFC 4180).
    CSV,
    /// A JSON object in each line, columns by name.
    JSON_LINES;

    /// The format that a file's name tells, `.gz` or not: `.csv`; `.jsonl`, `.ndjson` or `.json`; anything else is
    /// TSV.
    public static TableFormat of(Path file) {
        String name = TaskFile.plainName(file);
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return switch (suffix) {
            case "csv" -> CSV;
            case "jsonl", "ndjson", "json" -> JSON_LINES;
            default -> TSV;
        };
    }
}
