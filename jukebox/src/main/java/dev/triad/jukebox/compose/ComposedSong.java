// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.audio.Waveform;
import java.util.List;

/// A song and all that is known about it.
///
/// @param title its name
/// @param artist who plays
/// @param genre what kind of music it is
/// @param lyrics its words with their times
/// @param syllables what is sung, in the order of the lyrics' letters
/// @param sound stereo
public record ComposedSong(
        String title, Artist artist, Genre genre, Lyrics lyrics, List<Syllable> syllables, Waveform sound) {
    public ComposedSong {
        syllables = List.copyOf(syllables);
    }
}
