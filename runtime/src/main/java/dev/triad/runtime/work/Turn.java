// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.work;

/// A thread's turn to compute: with helpers, or alone.
public interface Turn extends AutoCloseable {
    /// A part of some work.
    @FunctionalInterface
    interface Job {
        /// @param part its number, from 0
        /// @param scratch memory of the thread that does it
        void run(int part, Scratch scratch);
    }

    /// Does all parts, in any order and perhaps several at once, and returns when the last one is done.
    void each(int parts, Job job);

    /// Memory of the thread whose turn it is.
    Scratch scratch();

    /// How many threads work at once.
    int hands();

    /// Ends the turn.
    @Override
    void close();

    /// A turn of one thread that has memory already.
    static Turn alone(Scratch scratch) {
        return new Turn() {
            @Override
            public void each(int parts, Job job) {
                for (int part = 0; part < parts; part++) {
                    job.run(part, scratch);
                }
            }

            @Override
            public Scratch scratch() {
                return scratch;
            }

            @Override
            public int hands() {
                return 1;
            }

            @Override
            public void close() {}
        };
    }
}
