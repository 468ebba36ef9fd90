// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import dev.triad.core.audio.Lyrics;
import dev.triad.core.audio.Song;
import org.jspecify.annotations.Nullable;

/// A song of a data set of codes.
///
/// @param song what is known about it; its frames are at the codes' sample rate
/// @param lyrics its words, or null
public record CodedSong(Song song, @Nullable Lyrics lyrics) {}
