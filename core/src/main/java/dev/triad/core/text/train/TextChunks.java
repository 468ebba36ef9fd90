// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads a stream in chunks. They end at the end of a line; in a line longer than a chunk, after white space; in a word
/// longer than a chunk, between two characters.
public final class TextChunks implements AutoCloseable {
    private final String source;
    private final InputStream in;
    private final byte[] buffer;
    private int filled;
    private long offset;
    private boolean ended;

    /// @param source what `in` reads, for messages
    /// @param size bytes a chunk has at most
    public TextChunks(String source, InputStream in, int size) {
        if (size < 8) {
            throw new IllegalArgumentException("a chunk must have at least 8 bytes, not " + size);
        }
        this.source = source;
        this.in = in;
        buffer = new byte[size];
    }

    /// The next chunk, or null after the last.
    ///
    /// @throws IOException if reading fails; it names the source and where in it
    public @Nullable TextChunk next() throws IOException {
        fill();
        if (filled == 0) {
            return null;
        }
        int end = ended ? filled : boundary();
        var chunk = new TextChunk(source, offset, Arrays.copyOf(buffer, end));
        System.arraycopy(buffer, end, buffer, 0, filled - end);
        filled -= end;
        offset += end;
        return chunk;
    }

    private void fill() throws IOException {
        while (!ended && filled < buffer.length) {
            int count;
            try {
                count = in.read(buffer, filled, buffer.length - filled);
            } catch (IOException e) {
                throw new IOException(
                        "%s: cannot be read on after %d bytes of text (%s)"
                                .formatted(source, offset + filled, e.getMessage()),
                        e);
            }
            ended = count < 0;
            filled += Math.max(0, count);
        }
    }

    private int boundary() {
        int lastSpace = 0;
        for (int i = filled; i > 0; i--) {
            if (buffer[i - 1] == '\n') {
                return i;
            } else if (lastSpace == 0 && (buffer[i - 1] == ' ' || buffer[i - 1] == '\t')) {
                lastSpace = i;
            }
        }
        if (lastSpace > 0) {
            return lastSpace;
        }
        int end = filled;
        while (end > filled - 3 && (buffer[end - 1] & 0xC0) == 0x80) {
            end--;
        }
        // A lead byte's character may go on; ASCII is whole.
        return buffer[end - 1] < 0 ? end - 1 : filled;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
