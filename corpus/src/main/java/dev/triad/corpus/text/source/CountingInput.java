// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file's own bytes, counted.
final class CountingInput extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private long count;
    private boolean ended;

    private CountingInput(InputStream in) {
        this.in = in;
    }

    static CountingInput open(Path file) throws IOException {
        return new CountingInput(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
    }

    /// Bytes read so far.
    long count() {
        return count;
    }

    /// Whether someone tried to read on at the end.
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        note(value < 0 ? -1 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int got = in.read(target, from, length);
        note(got);
        return got;
    }

    private void note(int got) {
        ended |= got < 0;
        count += Math.max(0, got);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
