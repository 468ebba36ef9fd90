// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import java.util.concurrent.CountDownLatch;

/// Asks long work to stop at the next safe point, and lets it finish writing.
public final class StopSignal implements AutoCloseable {
    private volatile boolean requested;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "triad-stop");

    /// A signal that only [#request()] raises.
    public StopSignal() {}

    /// A signal that Ctrl-C (SIGINT) and SIGTERM raise. The JVM ends, with the usual status, once the work has
    /// called [#close()].
    public static StopSignal onInterrupt() {
        var signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stopAndWait() {
        requested = true;
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the JVM is going down anyway
        }
    }

    /// Asks the work to stop.
    public void request() {
        requested = true;
    }

    /// Whether the work should write what it has and return.
    public boolean requested() {
        return requested;
    }

    /// The work is over; a JVM waiting to end may do so.
    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shutdownUnderWay) {
            requested = true;
        }
    }
}
