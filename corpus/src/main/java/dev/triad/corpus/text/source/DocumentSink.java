// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.IOException;

/// Takes documents as they are read, line by line, in order.
public interface DocumentSink {
    /// The file whose documents follow.
    ///
    /// @param file its index in the corpus
    default void enter(int file) throws IOException {}

    /// A line of the current document, or a piece of a very long one: never empty, white space around the line
    /// removed, valid UTF-8. The array is the reader's; copy what is to be kept.
    void line(byte[] utf8, int from, int to) throws IOException;

    /// The document is over. May come without lines before it.
    void endDocument() throws IOException;

    /// Everything up to here has been handed over, and reading can begin again here.
    ///
    /// @param offset where: bytes of unpacked text, or rows of a Parquet file
    /// @param insideLine whether the next piece goes on with the last line
    /// @param packed about how many bytes of the file itself were read
    default void reached(long offset, boolean insideLine, long packed) throws IOException {}
}
