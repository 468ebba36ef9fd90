// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.progress;

/// Where long work says how far it is. Implementations render it (a bar on a terminal, plain lines elsewhere) with rate
/// and remaining time; workers call it from any thread.
public interface Progress extends AutoCloseable {
    /// A sink that renders nothing.
    Progress NONE = new Progress() {
        @Override
        public Task start(String name, long total, String unit) {
            return Task.NONE;
        }

        @Override
        public void message(String line) {}
    };

    /// Starts a piece of work.
    ///
    /// @param name what is done, for people ("reading wiki.txt")
    /// @param total units of work in all, or -1 when nobody knows
    /// @param unit what is counted ("steps", "bytes", "songs"); "bytes" is rendered as MB and MB/s
    Task start(String name, long total, String unit);

    /// A line worth keeping in the scroll-back, printed above the bar.
    void message(String line);

    @Override
    default void close() {}

    /// One piece of work under way.
    interface Task extends AutoCloseable {
        /// A task nobody watches.
        Task NONE = new Task() {
            @Override
            public void advance(long units) {}

            @Override
            public void note(String text) {}
        };

        /// `units` more are done.
        void advance(long units);

        /// A short state shown beside the bar ("loss 2.31"); replaces the one before.
        void note(String text);

        @Override
        default void close() {}
    }
}
