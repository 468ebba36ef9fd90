// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/// Reports how far a preparation is, chunk by chunk: bytes of the files, which people can see the end of, and the rate
/// of unpacked text.
final class Meter implements EncodingPipeline.Output, AutoCloseable {
    private final Progress.Task task;
    private final EncodingPipeline.Output next;
    private final long start = System.nanoTime();
    private long position;
    private long textBytes;
    private long examples;

    Meter(Progress.Task task, EncodingPipeline.Output next) {
        this.task = task;
        this.next = next;
    }

    /// What earlier runs did.
    void begin(long bytes) {
        position = bytes;
        task.advance(bytes);
    }

    @Override
    public void append(EncodedChunk chunk) throws IOException {
        next.append(chunk);
        textBytes += chunk.textBytes();
        for (int part = 0; part < EncodedChunk.PARTS; part++) {
            examples += chunk.block(part).examples();
        }
        task.advance(Math.max(0, chunk.packedEnd() - position));
        position = Math.max(position, chunk.packedEnd());
        task.note(String.format(Locale.ROOT, "%.1f MB/s of text, %,d examples", textBytes / 1e6 / seconds(), examples));
    }

    /// Bytes of text encoded by this run.
    long textBytes() {
        return textBytes;
    }

    Duration time() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private double seconds() {
        return Math.max(1e-3, time().toNanos() / 1e9);
    }

    @Override
    public void close() {
        task.close();
    }
}
