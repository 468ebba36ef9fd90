// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

/// How a text is cut into rows that a model can read.
///
/// @param maxLength longest row in tokens, the question and special tokens included
/// @param maxQuestion tokens of the question that are kept
/// @param stride tokens from the beginning of a window to that of the next
public record WindowOptions(int maxLength, int maxQuestion, int stride) {
    /// What ELECTRA and BERT use.
    public static final WindowOptions DEFAULT = new WindowOptions(512, 64, 128);

    public WindowOptions {
        if (maxQuestion < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    "the question and the stride must have at least one token, got " + maxQuestion + " and " + stride);
        }
        if (maxLength < maxQuestion + 8) {
            throw new IllegalArgumentException("rows of " + maxLength + " tokens leave no room for a text beside a "
                    + "question of up to " + maxQuestion + "; allow longer rows or cut questions shorter");
        }
    }

    /// The same within the limits of a model, whose rows may be shorter.
    public WindowOptions within(int longest) {
        return maxLength <= longest ? this : new WindowOptions(longest, Math.min(maxQuestion, longest / 4), stride);
    }
}
