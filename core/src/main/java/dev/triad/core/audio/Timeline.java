// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import dev.triad.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;

/// All songs in one row, cut into chunks of equal length, each within one song: long songs are seen more often
/// (Jukebox, its code's data loader). Songs shorter than a chunk are left out.
///
/// Chunk i lies at i times the length, moved by a random shift if wanted. It belongs to the song that its middle
/// falls into; what sticks out of that song is moved inwards by half a length.
public final class Timeline {
    private final int length;
    private final int[] songs;
    private final long[] ends;

    /// @param length frames of a chunk
    /// @throws IllegalArgumentException if no song is as long as a chunk
    public Timeline(List<Song> songs, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length is " + length + "; it must be positive");
        }
        this.length = length;
        this.songs = new int[songs.size()];
        long[] sums = new long[songs.size()];
        int kept = 0;
        long end = 0;
        for (int i = 0; i < songs.size(); i++) {
            if (songs.get(i).frames() >= length) {
                end += songs.get(i).frames();
                this.songs[kept] = i;
                sums[kept++] = end;
            }
        }
        if (kept == 0) {
            throw new IllegalArgumentException(
                    "none of %d songs has %d frames, the length of a chunk".formatted(songs.size(), length));
        }
        this.ends = Arrays.copyOf(sums, kept);
    }

    /// Frames of a chunk.
    public int length() {
        return length;
    }

    /// How many songs are long enough.
    public int songs() {
        return ends.length;
    }

    /// How many chunks there are.
    public long chunks() {
        return ends[ends.length - 1] / length;
    }

    /// A shift to move a chunk by, each of −⌊length/2⌋ to ⌊length/2⌋ − 1 equally likely (`aug_shift`); zero where
    /// the length is 1.
    public int randomShift(RandomStream random) {
        int half = length / 2;
        return half == 0 ? 0 : random.nextInt(2 * half) - half;
    }

    /// Where a chunk begins.
    ///
    /// @param index 0 to [#chunks] − 1
    /// @param shift what [#randomShift] gave, or 0
    public Chunk chunk(long index, int shift) {
        int half = length / 2;
        if (index < 0 || index >= chunks()) {
            throw new IndexOutOfBoundsException("chunk %d of %d".formatted(index, chunks()));
        }
        if (shift < -half || shift > half) {
            throw new IllegalArgumentException("shift is " + shift + "; it must be within half a length, " + half);
        }
        long start = index * length + shift;
        int at = songAt(start + half);
        long songStart = at == 0 ? 0 : ends[at - 1];
        long last = ends[at] - length;
        if (start > last) {
            start -= half;
        } else if (start < songStart) {
            start += half;
        }
        return new Chunk(songs[at], Math.clamp(start, songStart, last) - songStart);
    }

    /// The first song that ends at or behind a frame of the row.
    private int songAt(long frame) {
        int found = Arrays.binarySearch(ends, Math.min(frame, ends[ends.length - 1]));
        return found < 0 ? -found - 1 : found;
    }
}
