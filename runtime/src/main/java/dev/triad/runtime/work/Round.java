// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.work;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Work that several threads share: each takes the next part until none is left.
final class Round {
    /// How long a thread that has waited long enough sleeps at a time.
    private static final long NAP = 20_000;

    private final int parts;
    private final Turn.Job job;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Round(int parts, Turn.Job job) {
        this.parts = parts;
        this.job = job;
    }

    /// Does parts as long as there are any. Once one has failed, the rest is only counted.
    void join(Scratch scratch) {
        for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
            try {
                if (failure == null) {
                    job.run(part, scratch);
                }
            } catch (Throwable e) { // whatever it is, the thread that waits must have it
                failure = e;
            } finally {
                done.incrementAndGet();
            }
        }
    }

    /// Waits for the parts that others do.
    void await() {
        for (int spins = 0; done.get() < parts; spins++) {
            if (spins < Crew.SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(NAP);
            }
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
