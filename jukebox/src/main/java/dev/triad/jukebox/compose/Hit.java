// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.compose;

/// A stroke on a drum in every bar.
///
/// @param drum which
/// @param beat when, in beats from the bar's beginning
public record Hit(Drum drum, double beat) {}
