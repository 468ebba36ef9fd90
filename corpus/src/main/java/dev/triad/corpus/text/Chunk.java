// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.text.IntBuilder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A stretch of the corpus that one worker encodes: lines, and where documents end. How the corpus is cut into chunks
/// depends on the text alone.
final class Chunk {
    private byte[] text = new byte[ChunkCutter.USUAL_BYTES + (ChunkCutter.USUAL_BYTES >> 2)];
    private final IntBuilder lineEnds = new IntBuilder(1 << 12);
    private final IntBuilder documentEnds = new IntBuilder(1 << 8);
    private long index;
    private long firstDocument;
    private @Nullable Position end;
    private long packedEnd;

    void begin(long chunkIndex, long document) {
        lineEnds.clear();
        documentEnds.clear();
        index = chunkIndex;
        firstDocument = document;
        end = null;
    }

    /// Adds a line, after a space if the document goes on: to byte-level tokenizers it makes the line's first word the
    /// one it is elsewhere, to others nothing.
    void line(byte[] utf8, int from, int to) {
        int at = length();
        int end = Math.addExact(at, to - from + 1);
        if (end > text.length) {
            text = Arrays.copyOf(text, Math.max(end, text.length + (text.length >> 1)));
        }
        if (hasOpenDocument() && utf8[from] != ' ') {
            text[at++] = ' ';
        }
        System.arraycopy(utf8, from, text, at, to - from);
        lineEnds.add(at + to - from);
    }

    /// Ends the document that the lines since the last end belong to.
    void endDocument() {
        documentEnds.add(lineEnds.size());
    }

    /// Whether there are lines since the last end of a document.
    boolean hasOpenDocument() {
        int documents = documentEnds.size();
        return lineEnds.size() > (documents == 0 ? 0 : documentEnds.get(documents - 1));
    }

    /// @param position where the preparation can go on behind this chunk; null if it cannot there
    /// @param packed bytes of all files up to there
    void end(@Nullable Position position, long packed) {
        end = position;
        packedEnd = packed;
    }

    byte[] text() {
        return text;
    }

    /// Bytes of text.
    int length() {
        return lineEnds.size() == 0 ? 0 : lineEnds.get(lineEnds.size() - 1);
    }

    int lines() {
        return lineEnds.size();
    }

    int lineEnd(int line) {
        return lineEnds.get(line);
    }

    int documents() {
        return documentEnds.size();
    }

    /// The line behind a document's last.
    int documentEnd(int document) {
        return documentEnds.get(document);
    }

    long index() {
        return index;
    }

    long firstDocument() {
        return firstDocument;
    }

    @Nullable
    Position end() {
        return end;
    }

    long packedEnd() {
        return packedEnd;
    }
}
