// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A few threads that do parts of many short pieces of work together. Between two pieces a thread waits awake for
/// some microseconds, since waking it up takes longer than most pieces; then it sleeps.
final class Team implements AutoCloseable {
    private static final int AWAKE = 20_000;

    /// Products of fewer weights are not worth waking somebody.
    private static final int WORTH_SHARING = 1 << 18;

    private final Member[] members;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private IntConsumer work = _ -> {};
    private final AtomicInteger round = new AtomicInteger();
    private volatile boolean closed;

    /// @param size threads in all, the caller's among them
    Team(int size) {
        members = new Member[size - 1];
        for (int i = 0; i < members.length; i++) {
            members[i] = new Member(i + 1);
            members[i].start();
        }
    }

    int size() {
        return members.length + 1;
    }

    private final class Member extends Thread {
        private final int number;
        private volatile boolean asleep;

        Member(int number) {
            super("triad-step-" + number);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            int seen = 0;
            while (true) {
                for (int spins = 0; round.get() == seen && !closed; spins++) {
                    if (spins < AWAKE) {
                        Thread.onSpinWait();
                        continue;
                    }
                    asleep = true;
                    if (round.get() == seen && !closed) LockSupport.park(Team.this);
                    asleep = false;
                }
                if (closed) return;
                seen++;
                try {
                    work.accept(number);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    pending.decrementAndGet();
                }
            }
        }
    }

    /// Does every part, by all where that is worth it, otherwise one after the other.
    ///
    /// @param weights that are multiplied with
    void share(long weights, IntConsumer parts) {
        if (weights >= WORTH_SHARING) {
            run(parts);
        } else {
            for (int i = 0; i < size(); i++) parts.accept(i);
        }
    }

    /// Does every part, 0 to [#size] − 1, each on a thread of its own, and returns when all are done.
    void run(IntConsumer parts) {
        if (members.length == 0) {
            parts.accept(0);
            return;
        }
        work = parts;
        pending.set(members.length);
        round.incrementAndGet();
        for (var member : members) if (member.asleep) LockSupport.unpark(member);
        try {
            parts.accept(0);
        } finally {
            for (int spins = 0; pending.get() > 0; spins++) {
                if (spins < AWAKE) Thread.onSpinWait();
                else LockSupport.parkNanos(1_000);
            }
        }
        var failed = failure.getAndSet(null);
        if (failed != null) throw new IllegalStateException("a part of a step failed: " + failed.getMessage(), failed);
    }

    @Override
    public void close() {
        closed = true;
        for (var member : members) LockSupport.unpark(member);
    }
}
