// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import java.util.stream.LongStream;

/// Where the windows of a level lie.
public final class Windows {
    private Windows() {}

    /// The first codes of the windows that cover `total` codes: they move on by `hop`, and the last one ends with
    /// the last code. A piece shorter than a window has one window, which it does not fill.
    ///
    /// @throws IllegalArgumentException unless hop is 1 to the window
    public static long[] starts(long total, int window, int hop) {
        if (total < 1 || hop < 1 || hop > window) {
            throw new IllegalArgumentException(
                    "windows of " + window + " codes need at least one code, and a hop of 1 to " + window + ", not "
                            + total + " codes and a hop of " + hop);
        }
        if (total <= window) return new long[] {0};
        long last = total - window;
        return LongStream.concat(
                        LongStream.iterate(0, start -> start < last, start -> start + hop), LongStream.of(last))
                .toArray();
    }
}
