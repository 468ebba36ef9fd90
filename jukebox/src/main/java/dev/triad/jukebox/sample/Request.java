// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.labels.LyricWindow;
import dev.triad.jukebox.labels.Timing;
import dev.triad.jukebox.prior.Condition;
import dev.triad.jukebox.prior.PriorConfig;

/// The music that one sample should be.
///
/// @param labels who plays what
/// @param total samples of the whole song that it is a piece of; it decides how far the song seems to be
/// @param offset samples of the song before the piece
/// @param lyrics the song's words as ids of the prior's alphabet
@SuppressWarnings("ArrayRecordComponent") // plain data, never compared
public record Request(LabelIds labels, long total, long offset, int[] lyrics) {
    /// A song from its beginning.
    public static Request of(LabelIds labels, long total, int... lyrics) {
        return new Request(labels, total, 0, lyrics);
    }

    /// Where in the song the window lies that begins with code `start`.
    Timing timing(PriorConfig config, long start) {
        return new Timing(total, offset + start * config.hop(), config.sampleLength());
    }

    /// What a prior is told about the window that begins with code `start`.
    ///
    /// @param upper codes of the level above in that window
    Condition condition(PriorConfig config, long start, int[] upper) {
        var timing = timing(config, start);
        var words = LyricWindow.of(lyrics, config.lyricTokens(), timing);
        return new Condition(labels, timing, words.ids(), upper);
    }

    /// The codes above the window that begins with code `start`. Beyond the end of a short piece the last one goes
    /// on: the reference refuses pieces shorter than a window.
    ///
    /// @param upper codes of the level above for the whole piece; not looked at for the top level
    int[] above(PriorConfig config, int start, int[] upper) {
        var codes = new int[config.upperWindow()];
        var conditioner = config.conditioner();
        if (conditioner == null) return codes;
        int first = start / conditioner.ratio();
        for (int i = 0; i < codes.length; i++) codes[i] = upper[Math.min(first + i, upper.length - 1)];
        return codes;
    }
}
