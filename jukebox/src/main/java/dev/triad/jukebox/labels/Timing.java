// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.labels;

/// Where in its song a window lies, in samples.
///
/// @param total length of the song
/// @param offset where the window begins
/// @param length length of the window
public record Timing(long total, long offset, long length) {
    public Timing {
        if (total < 1 || offset < 0 || length < 1) {
            throw new IllegalArgumentException("a window needs a song, a place in it and a length, not total " + total
                    + ", offset " + offset + " and length " + length);
        }
    }

    /// The window that begins `samples` later and is `length` long.
    public Timing moved(long samples, long length) {
        return new Timing(total, offset + samples, length);
    }
}
