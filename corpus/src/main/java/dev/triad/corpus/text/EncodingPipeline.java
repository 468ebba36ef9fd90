// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Encodes chunks on several threads and hands the results on in the order of the chunks. One thread feeds it, and in
/// that thread the results come out. Buffers go round in circles, so memory depends on the number of threads alone.
final class EncodingPipeline implements ChunkCutter.Consumer, AutoCloseable {
    /// Takes results in order.
    interface Output {
        void append(EncodedChunk chunk) throws IOException;
    }

    private final PrepareOptions options;
    private final Tokenizer tokenizer;
    private final Output output;
    private final int mostUnderWay;
    private final ExecutorService workers;
    private final Deque<Future<EncodedChunk>> underWay = new ArrayDeque<>();
    private boolean outputFailed;
    private final Queue<ChunkEncoder> encoders = new ConcurrentLinkedQueue<>();
    private final Queue<Chunk> chunks = new ConcurrentLinkedQueue<>();
    private final Queue<EncodedChunk> results = new ConcurrentLinkedQueue<>();

    EncodingPipeline(PrepareOptions options, Tokenizer tokenizer, int threads, Output output) {
        this.options = options;
        this.tokenizer = tokenizer;
        this.output = output;
        this.mostUnderWay = threads + 3;
        this.workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("encoder-", 0).factory());
    }

    @Override
    public Chunk exchange(Chunk full) throws IOException {
        underWay.add(workers.submit(() -> encode(full)));
        while (!underWay.isEmpty()
                && (underWay.size() >= mostUnderWay || underWay.element().isDone())) {
            passOn();
        }
        return emptyChunk();
    }

    /// A chunk to fill.
    Chunk emptyChunk() {
        var chunk = chunks.poll();
        return chunk == null ? new Chunk() : chunk;
    }

    /// Waits for everything that is under way.
    void finish() throws IOException {
        while (!underWay.isEmpty()) {
            passOn();
        }
    }

    /// Passes on what was fed before feeding failed, unless the output itself is what failed.
    void finishAfter(IOException failure) {
        if (outputFailed) {
            return;
        }
        try {
            finish();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private EncodedChunk encode(Chunk chunk) {
        var idle = encoders.poll();
        var encoder = idle == null ? new ChunkEncoder(options, tokenizer) : idle;
        var used = results.poll();
        var result = used == null ? new EncodedChunk(tokenizer.vocabulary().size()) : used;
        encoder.encode(chunk, result);
        encoders.add(encoder);
        chunks.add(chunk);
        return result;
    }

    private void passOn() throws IOException {
        try {
            var result = underWay.remove().get();
            outputFailed = true;
            output.append(result);
            outputFailed = false;
            results.add(result);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException("encoding failed", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the preparation was interrupted");
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
