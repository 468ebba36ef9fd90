// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Splits plain Java work on raw memory (random fills, optimiser updates) over the run's threads. libtorch's own
/// pool sleeps meanwhile, so the two never compete.
public final class Workers {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final ExecutorService POOL = Executors.newCachedThreadPool(work -> {
        var thread = Thread.ofPlatform().unstarted(work);
        thread.setName("triad-worker-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    private Workers() {}

    /// Work on the elements `from` (inclusive) to `to` (exclusive).
    @FunctionalInterface
    public interface RangeWork {
        void run(long from, long to);
    }

    /// Runs `work` over 0 … `count`, cut at multiples of `grain` into at most `threads` pieces; the caller takes
    /// one of them. Results must not depend on the cuts.
    public static void forRanges(long count, int grain, int threads, RangeWork work) {
        long blocks = Math.ceilDiv(count, grain);
        int pieces =
                (int) Math.min(threads, Math.max(1, blocks / 16)); // a piece below 16 blocks is not worth waking anyone
        if (pieces <= 1) {
            if (count > 0) work.run(0, count);
            return;
        }
        var others = new Future<?>[pieces - 1];
        for (int piece = 1; piece < pieces; piece++) {
            long from = blocks * piece / pieces * grain;
            long to = Math.min(count, blocks * (piece + 1) / pieces * grain);
            others[piece - 1] = POOL.submit(() -> work.run(from, to));
        }
        work.run(0, blocks / pieces * grain);
        for (var other : others) {
            await(other);
        }
    }

    private static void await(Future<?> piece) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    piece.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // memory is being written: finish, then tell the caller
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a worker failed", e.getCause());
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
