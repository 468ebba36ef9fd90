// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How documents lie in a file.
public enum SourceFormat {
    /// Lines of text; what separates documents is a [DocumentBoundary].
    TEXT,
    /// One JSON object per document, its text in one field.
    JSONL,
    /// One row per document, its text in one column.
    PARQUET;

    private static final Pattern PACKING = Pattern.compile("\\.(gz|zst)$");

    /// The format a file's name promises, if it promises one.
    static Optional<SourceFormat> ofName(String fileName) {
        String name = PACKING.matcher(fileName.toLowerCase(Locale.ROOT)).replaceFirst("");
        return Optional.ofNullable(
                switch (name.substring(name.lastIndexOf('.') + 1)) {
                    case "txt", "text" -> TEXT;
                    case "jsonl", "ndjson", "json" -> JSONL;
                    case "parquet" -> PARQUET;
                    default -> null;
                });
    }

    /// Whether a file found in a folder is taken for text. Unpacked `.json` there is more often a configuration.
    static boolean takenFromFolders(String fileName) {
        return ofName(fileName).isPresent()
                && !fileName.toLowerCase(Locale.ROOT).endsWith(".json");
    }
}
