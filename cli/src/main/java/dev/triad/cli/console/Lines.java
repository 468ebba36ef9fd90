// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import dev.triad.core.progress.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Progress as plain lines, for logs and pipes: one every ten seconds, and one at the end that sums up.
///
/// ```text
/// reading wiki.txt: 121.3 of 480.5 MB, 25 %, 12.1 MB/s, 30 s left
/// reading wiki.txt: 480.5 of 480.5 MB in 39 s, 12.3 MB/s
/// ```
final class Lines implements Progress {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final LongSupplier clock;

    Lines(PrintWriter out) {
        this(out, System::nanoTime);
    }

    /// @param clock nanoseconds from any fixed moment
    Lines(PrintWriter out, LongSupplier clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public Task start(String name, long total, String unit) {
        return new LineTask(name, total, Unit.of(unit));
    }

    @Override
    public void message(String line) {
        out.println(line);
        out.flush();
    }

    private final class LineTask implements Task {
        private final String name;
        private final long total;
        private final Unit unit;
        private final long started = clock.getAsLong();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong nextLine = new AtomicLong(started + INTERVAL.toNanos());
        private volatile String note = "";
        private long lastDone; // what the previous line said, guarded by this
        private long lastTime = started;
        private boolean closed;

        LineTask(String name, long total, Unit unit) {
            this.name = name;
            this.total = total;
            this.unit = unit;
        }

        @Override
        public void advance(long units) {
            long current = done.addAndGet(units);
            if (current == total) return; // the last line is close()'s
            long now = clock.getAsLong();
            long due = nextLine.get();
            if (now - due >= 0 && nextLine.compareAndSet(due, now + INTERVAL.toNanos())) {
                printState(now);
            }
        }

        @Override
        public void note(String text) {
            note = text;
        }

        @Override
        public synchronized void close() {
            if (closed) {
                return;
            }
            closed = true;
            var taken = Duration.ofNanos(clock.getAsLong() - started);
            var rate = unit.rate(done.get(), taken);
            message(name + ": " + unit.amount(done.get(), total) + " in " + Unit.time(taken)
                    + (rate.isEmpty() ? "" : ", " + rate) + noted());
        }

        /// Rate and remaining time are those since the previous line, so that a slow start is soon forgotten.
        private synchronized void printState(long now) {
            long current = done.get();
            var since = Duration.ofNanos(now - lastTime);
            long advanced = current - lastDone;
            var line = new StringBuilder(name).append(": ").append(unit.amount(current, total));
            if (total > 0) {
                line.append(", ").append(100 * current / total).append(" %");
            }
            line.append(", ").append(unit.rate(advanced, since));
            if (total > 0 && advanced > 0 && current <= total) {
                double secondsLeft = (total - current) * (since.toNanos() / 1e9) / advanced;
                line.append(", ")
                        .append(Unit.time(Duration.ofMillis((long) (secondsLeft * 1000))))
                        .append(" left");
            }
            message(line.append(noted()).toString());
            lastDone = current;
            lastTime = now;
        }

        private String noted() {
            return note.isEmpty() ? "" : ", " + note;
        }
    }
}
