// SPDX-License-Identifier: Apache-2.0
/// What a prior is told about the music: artist and genre from the user's own lists, where in the song a window
/// lies, and the words sung in it (Dhariwal et al. 2020, section 4.1 and 4.2). Start at
/// [dev.triad.jukebox.labels.LabelLists]; [dev.triad.jukebox.labels.Timing] and
/// [dev.triad.jukebox.labels.LyricWindow] do the arithmetic of windows.
@NullMarked
package dev.triad.jukebox.labels;

import org.jspecify.annotations.NullMarked;
