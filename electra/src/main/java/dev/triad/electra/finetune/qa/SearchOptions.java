// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

/// How answers are looked for.
///
/// @param beam starts that are tried, and ends for each of them
/// @param best candidates that are kept for a question
/// @param longest longest answer in tokens
public record SearchOptions(int beam, int best, int longest) {
    /// What ELECTRA uses.
    public static final SearchOptions DEFAULT = new SearchOptions(20, 20, 30);

    public SearchOptions {
        if (beam < 1 || best < 1 || longest < 1) {
            throw new IllegalArgumentException("beam, candidates and the longest answer must be at least 1, got " + beam
                    + ", " + best + " and " + longest);
        }
    }
}
