// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

/// How source files are read.
///
/// @param boundary what separates the documents of a text file
/// @param textField the JSON field or Parquet column that holds a document's text
/// @param repair what is not text becomes blank instead of an error: bytes that are not UTF-8 and NUL bytes turn into
///     spaces, records without text are left out
/// @param longestLine lines of more bytes come in pieces, cut at white space where there is some
public record ReadOptions(DocumentBoundary boundary, String textField, boolean repair, int longestLine) {
    /// Pieces of at most 1 MiB.
    public static final int LONGEST_LINE = 1 << 20;

    /// Documents separated by blank lines, or in the field `text`; nothing repaired.
    public static final ReadOptions DEFAULT = new ReadOptions(DocumentBoundary.BLANK, "text", false, LONGEST_LINE);

    public ReadOptions {
        if (textField.isEmpty()) {
            throw new IllegalArgumentException("the text field needs a name");
        }
        if (longestLine < 8) {
            throw new IllegalArgumentException("longestLine must be at least 8 bytes, not " + longestLine);
        }
    }

    public ReadOptions withBoundary(DocumentBoundary other) {
        return new ReadOptions(other, textField, repair, longestLine);
    }

    public ReadOptions withTextField(String other) {
        return new ReadOptions(boundary, other, repair, longestLine);
    }

    public ReadOptions withRepair(boolean other) {
        return new ReadOptions(boundary, textField, other, longestLine);
    }

    public ReadOptions withLongestLine(int other) {
        return new ReadOptions(boundary, textField, repair, other);
    }
}
