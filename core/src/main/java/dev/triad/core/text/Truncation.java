// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// What to cut from a sequence that is too long. Always from the end of a text.
public enum Truncation {
    /// Nothing: the sequence may be longer than asked.
    NONE,
    /// Tokens of whichever text is longer, as long as it is longer, then of both.
    LONGEST_FIRST,
    /// Tokens of the first text only.
    ONLY_FIRST,
    /// Tokens of the second text only.
    ONLY_SECOND
}
