// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

/// A tone.
///
/// @param start seconds from the song's beginning
/// @param seconds how long it lasts
/// @param hertz its frequency
record Note(double start, double seconds, double hertz) {}
