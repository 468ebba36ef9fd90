// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.labels;

import java.util.Arrays;

/// The characters that are probably sung in a window: those around the place in the text that the window's middle
/// has in the song.
///
/// @param ids of the lyrics alphabet; 0 pads on the left
/// @param sources where in the song's lyrics each comes from, −1 for padding
@SuppressWarnings("ArrayRecordComponent") // plain data, never compared
public record LyricWindow(int[] ids, int[] sources) {
    /// Chooses `count` characters of the song's.
    ///
    /// The middle is computed in double precision. Differs from the reference, which computes it in single
    /// precision while sampling: there a window can be a character further left or right.
    public static LyricWindow of(int[] lyrics, int count, Timing timing) {
        var ids = new int[count];
        var sources = new int[count];
        Arrays.fill(sources, -1);
        int from = 0;
        int padding = Math.max(0, count - lyrics.length);
        if (padding == 0) {
            double middle = timing.offset() + timing.length() / 2.0;
            int half = count / 2;
            long place = (long) (lyrics.length * middle / timing.total());
            from = Math.clamp(place, half, lyrics.length - (count - half)) - half;
        }
        for (int i = padding; i < count; i++) {
            sources[i] = from + i - padding;
            ids[i] = lyrics[sources[i]];
        }
        return new LyricWindow(ids, sources);
    }
}
