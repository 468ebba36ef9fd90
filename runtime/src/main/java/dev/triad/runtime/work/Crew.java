// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fixed number of threads that compute. Whoever calls computes with its own thread, and with the helpers' when
/// they are free: a single request has all hands, many requests have one each. No more turns run at once than there
/// are threads, so memory does not grow with the number of callers; the others wait in line.
///
/// Helpers that have nothing to do wait briefly awake, because the next round of a forward pass is only
/// microseconds away, and then sleep.
public final class Crew implements AutoCloseable {
    /// How often a waiting thread looks before it gives way: some tens of microseconds.
    static final int SPINS = 2_000;

    private final int threads;
    private final Semaphore turns;
    private final AtomicBoolean helpersTaken = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Scratch> memory = new ConcurrentLinkedQueue<>();
    private final List<Thread> helpers = new ArrayList<>();
    private volatile @Nullable Round current;
    private volatile boolean closed;

    /// @param threads how many compute at once, the caller's included
    public Crew(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("there must be at least one thread, got " + threads);
        }
        this.threads = threads;
        turns = new Semaphore(threads, true);
        for (int i = 1; i < threads; i++) {
            helpers.add(Thread.ofPlatform().name("triad-runtime-" + i).daemon().start(this::help));
        }
    }

    /// Waits for a turn.
    ///
    /// @param helped whether helpers are of use
    /// @throws IllegalStateException when the crew was closed
    public Turn turn(boolean helped) {
        turns.acquireUninterruptibly();
        if (closed) {
            turns.release();
            throw new IllegalStateException("the model was closed");
        }
        boolean withHelpers = helped && threads > 1 && helpersTaken.compareAndSet(false, true);
        var scratch = memory.poll();
        return new OwnTurn(scratch == null ? new Scratch() : scratch, withHelpers);
    }

    /// How many threads compute at once.
    public int threads() {
        return threads;
    }

    private void help() {
        var scratch = new Scratch();
        Round last = null;
        int idle = 0;
        while (!closed) {
            var round = current;
            if (round != null && round != last) {
                round.join(scratch);
                last = round;
                idle = 0;
            } else if (idle < SPINS) {
                idle++;
                Thread.onSpinWait();
            } else {
                last = null;
                LockSupport.park(this);
            }
        }
    }

    /// Lets running turns end, then the helpers. Calling it again does nothing.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        turns.acquireUninterruptibly(threads);
        closed = true;
        turns.release(threads);
        helpers.forEach(LockSupport::unpark);
        memory.clear();
    }

    private final class OwnTurn implements Turn {
        private final Scratch scratch;
        private final boolean helped;
        private boolean ended;

        OwnTurn(Scratch scratch, boolean helped) {
            this.scratch = scratch;
            this.helped = helped;
        }

        @Override
        public void each(int parts, Job job) {
            if (!helped || parts < 2) {
                for (int part = 0; part < parts; part++) {
                    job.run(part, scratch);
                }
                return;
            }
            var round = new Round(parts, job);
            current = round;
            helpers.forEach(LockSupport::unpark);
            round.join(scratch);
            round.await();
        }

        @Override
        public Scratch scratch() {
            return scratch;
        }

        @Override
        public int hands() {
            return helped ? threads : 1;
        }

        @Override
        public void close() {
            if (ended) {
                return;
            }
            ended = true;
            if (helped) {
                current = null;
                helpersTaken.set(false);
            }
            memory.add(scratch);
            turns.release();
        }
    }
}
