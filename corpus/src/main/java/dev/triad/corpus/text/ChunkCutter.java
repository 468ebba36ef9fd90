// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.corpus.text.source.DocumentSink;
import dev.triad.corpus.text.source.SourceFile;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts the corpus into chunks of about a megabyte, where documents end. A document of several megabytes is cut too, at
/// the end of a line: for the segment builder, and in the counts, its pieces are documents.
final class ChunkCutter implements DocumentSink {
    /// A chunk ends with the document in which it reaches this size,
    static final int USUAL_BYTES = 1 << 20;

    /// with the line in which it reaches this size,
    static final int LARGE_BYTES = 1 << 22;

    /// or at this size, within a record in which reading cannot begin again.
    static final int LARGEST_BYTES = 1 << 23;

    /// Takes a chunk and gives an empty one in return.
    interface Consumer {
        Chunk exchange(Chunk full) throws IOException;
    }

    private final List<SourceFile> files;
    private final Consumer consumer;
    private Chunk chunk;
    private long nextChunk;
    private long document;
    private boolean insideDocument;
    private int file;
    private int filesBefore;
    private long packedBefore;
    private long packed;

    /// @param start where in `files` the text begins that will come
    ChunkCutter(List<SourceFile> files, Position start, Chunk first, Consumer consumer) {
        this.files = files;
        this.consumer = consumer;
        this.chunk = first;
        this.nextChunk = start.chunk();
        this.document = start.document();
        this.insideDocument = start.insideDocument();
        chunk.begin(nextChunk++, document);
    }

    @Override
    public void enter(int index) {
        file = index;
        packed = 0;
        while (filesBefore < index) {
            packedBefore += files.get(filesBefore++).bytes();
        }
    }

    @Override
    public void line(byte[] utf8, int from, int to) throws IOException {
        insideDocument = true;
        chunk.line(utf8, from, to);
        if (chunk.length() >= LARGEST_BYTES) {
            emit(null);
        }
    }

    @Override
    public void endDocument() {
        if (insideDocument) {
            closeDocument();
            insideDocument = false;
            document++;
            if (chunk.lines() == 0) { // the document ended with the chunk before
                chunk.begin(chunk.index(), document);
            }
        }
    }

    @Override
    public void reached(long offset, boolean insideLine, long packedInFile) throws IOException {
        packed = packedInFile;
        int size = chunk.length();
        if (size >= LARGE_BYTES || (size >= USUAL_BYTES && !insideDocument)) {
            emit(new Position(file, offset, insideLine, insideDocument, document, nextChunk));
        }
    }

    /// The corpus is over: hands over the rest.
    void finish() throws IOException {
        if (chunk.lines() > 0) {
            emit(null);
        }
    }

    private void emit(@Nullable Position position) throws IOException {
        closeDocument();
        chunk.end(position, packedBefore + packed);
        chunk = consumer.exchange(chunk);
        chunk.begin(nextChunk++, document);
    }

    private void closeDocument() {
        if (chunk.hasOpenDocument()) {
            chunk.endDocument();
        }
    }
}
