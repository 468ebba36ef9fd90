// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

import dev.triad.core.random.RandomStream;

/// The random decisions of a [SegmentBuilder], in the order in which it takes them.
public interface Draws {
    /// A number in [0, 1).
    double fraction();

    /// A whole number from `low` to `high`, both included.
    int between(int low, int high);

    /// Decisions from a stream of random numbers.
    static Draws from(RandomStream stream) {
        return new Draws() {
            @Override
            public double fraction() {
                return stream.nextDouble();
            }

            @Override
            public int between(int low, int high) {
                return low + stream.nextInt(high - low + 1);
            }
        };
    }
}
