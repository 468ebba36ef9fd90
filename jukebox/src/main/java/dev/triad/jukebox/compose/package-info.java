// SPDX-License-Identifier: Apache-2.0
/// Songs made by rule, of which everything is known: who plays decides the timbre, the genre scale and rhythm, each
/// letter of the lyrics what a voice sings, and when; they come in and go out softly. A model's conditioning can be
/// measured on them, at any size, and nobody holds rights in them. Start at [dev.triad.jukebox.compose.Composer].
@NullMarked
package dev.triad.jukebox.compose;

import org.jspecify.annotations.NullMarked;
