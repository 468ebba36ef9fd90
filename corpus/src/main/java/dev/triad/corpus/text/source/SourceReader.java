// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;

/// Reads one file from front to back.
sealed interface SourceReader permits TextReader, JsonReader, ParquetReader {
    /// Hands over the documents from a place on that [DocumentSink#reached] once named, and ends the last one.
    ///
    /// @param offset 0, or where to begin
    /// @param insideLine whether a long line goes on there
    /// @return how much was repaired: bytes blanked, records left out
    long read(long offset, boolean insideLine, DocumentSink sink) throws IOException;

    /// The reader for a file of this format.
    static SourceReader of(SourceFile file, ReadOptions options) {
        return switch (file.format()) {
            case TEXT -> new TextReader(file, options);
            case JSONL -> new JsonReader(file, options);
            case PARQUET -> new ParquetReader(file, options);
        };
    }
}
