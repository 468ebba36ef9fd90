// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

/// What separates the documents of a text file. JSON lines and Parquet separate theirs themselves.
public enum DocumentBoundary {
    /// One or more blank lines, and the end of the file.
    BLANK,
    /// Every line is a document.
    LINE,
    /// The file is one document.
    FILE
}
