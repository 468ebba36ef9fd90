// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.core.progress.Progress;
import java.util.concurrent.atomic.AtomicLong;

/// The progress of a step, with that of the tour beside it.
///
/// @param shown where it is shown
/// @param pace how far the tour is
/// @param log gets what commands say
record TourProgress(Progress shown, Pace pace, TourLog log) implements Progress {
    private static final long EVERY = 1_000_000_000;

    @Override
    public Task start(String name, long total, String unit) {
        var task = new Watched(shown.start(name, total, unit), pace);
        task.tell();
        return task;
    }

    @Override
    public void message(String line) {
        log.say(line);
    }

    /// The screen stays open for the next step.
    @Override
    public void close() {}

    private static final class Watched implements Task {
        private final Task task;
        private final Pace pace;
        private final AtomicLong due = new AtomicLong(System.nanoTime() + EVERY);
        private volatile String note = "";

        Watched(Task task, Pace pace) {
            this.task = task;
            this.pace = pace;
        }

        void tell() {
            task.note(note.isEmpty() ? pace.words() : note + "; " + pace.words());
        }

        @Override
        public void advance(long units) {
            long now = System.nanoTime();
            long then = due.get();
            if (now - then >= 0 && due.compareAndSet(then, now + EVERY)) tell();
            task.advance(units);
        }

        @Override
        public void note(String text) {
            note = text;
            tell();
        }

        @Override
        public void close() {
            task.note(note);
            task.close();
        }
    }
}
