// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

/// How codebooks follow what the encoders say.
///
/// @param decay μ: what share of the running sums is kept from one batch to the next
/// @param revivalThreshold a code that the average batch uses less often is replaced by a random vector of this
///     batch
public record CodebookRule(double decay, double revivalThreshold) {
    public CodebookRule {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("codebook_decay must be in [0, 1), not " + decay);
        }
        if (!(revivalThreshold >= 0)) {
            throw new IllegalArgumentException("revival_threshold must be 0 or more, not " + revivalThreshold);
        }
    }

    /// What share of an even use a code may fall to before it is replaced. The original knows no such limit; with
    /// batches of few vectors per code it restarts nearly all of them in every step.
    private static final double EVEN_SHARE = 0.25;

    /// How often a code must be used by the average batch, of which an even use would give each `evenUse`
    /// vectors.
    double threshold(double evenUse) {
        return Math.min(revivalThreshold, EVEN_SHARE * evenUse);
    }

    /// The released codec's: μ = 0.99, and every code has to be used once per batch.
    public static CodebookRule jukebox() {
        return new CodebookRule(0.99, 1);
    }
}
