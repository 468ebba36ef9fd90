// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Prepares the next step's data on a platform thread while this one computes. What a step gets depends on its
/// number alone, whether it was prepared ahead or is asked for out of order.
final class Ahead<T> implements AutoCloseable {
    private final Preparation<T> preparation;
    private long next = -1;
    private @Nullable FutureTask<T> pending;

    /// Reads a step's data.
    @FunctionalInterface
    interface Preparation<T> {
        T prepare(long step) throws IOException;
    }

    Ahead(Preparation<T> preparation) {
        this.preparation = preparation;
    }

    /// The data of a step; starts preparing the one after it.
    T get(long step) throws IOException {
        var ready = pending != null && next == step ? pending : start(step);
        T data;
        try {
            data = ready.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading the clips of step " + step, e);
        } catch (ExecutionException e) {
            pending = null;
            if (e.getCause() instanceof IOException failure) throw failure;
            if (e.getCause() instanceof RuntimeException failure) throw failure;
            throw new IOException("the clips of step " + step + " cannot be read: " + e.getCause(), e);
        }
        pending = start(step + 1);
        return data;
    }

    private FutureTask<T> start(long step) {
        next = step;
        var task = new FutureTask<>(() -> preparation.prepare(step));
        Thread.ofPlatform().name("triad-clips").daemon().start(task);
        return task;
    }

    /// Waits for what is under way, so that nobody reads from a source that is closed next.
    @Override
    public void close() {
        if (pending == null) return;
        try {
            pending.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException _) {
            // nobody will ask for these clips
        }
        pending = null;
    }
}
