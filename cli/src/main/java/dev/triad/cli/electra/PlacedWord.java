// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

/// A word and where it is in its text.
///
/// @param text the word
/// @param start its first character, counted in code points
/// @param end the character after its last
record PlacedWord(String text, int start, int end) {}
