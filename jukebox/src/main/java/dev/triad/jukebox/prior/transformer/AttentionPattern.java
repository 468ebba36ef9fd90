// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

/// What a position sees, where position p stands in row ⌊p / C⌋ and column p mod C of a rectangle.
public enum AttentionPattern {
    /// Everything up to itself.
    DENSE,
    /// Its own row, up to itself.
    ROW,
    /// Its own column, up to itself.
    COLUMN,
    /// All of the row before; the first row sees nothing.
    PREVIOUS_ROW,
    /// The last position of each earlier row, and an empty slot before them.
    SUMMARY,
    /// The last few positions of each earlier row, and as many empty slots before them.
    SUMMARY_SPREAD,
    /// The encoded lyrics, all of them.
    LYRICS,
    /// Everything up to itself, within the first positions (the lyrics that stand before the music).
    PRIME
}
