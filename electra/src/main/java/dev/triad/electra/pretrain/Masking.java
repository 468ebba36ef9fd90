// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.core.random.RandomStream;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import java.util.Arrays;

/// Chooses the positions of a sequence that the generator must guess (Clark et al. 2020, section 3.1; released code).
///
/// Of n tokens, special ones included, k = max(1, min(N, round(n · share))) are chosen among those that are not
/// special; N bounds them for the configured length. Of the chosen ones most are masked in the generator's input, the
/// others keep their token and are guessed as well.
///
/// @param share of the tokens that is chosen
/// @param maskShare of the chosen ones that is masked
/// @param withReplacement whether positions are drawn independently, as the original does: a position may then be
///     chosen twice, and counts twice
/// @param longest N is (share + 0.005) · `longest`, rounded down
/// @param vocabulary says which tokens are special
public record Masking(double share, double maskShare, boolean withReplacement, int longest, Vocabulary vocabulary) {
    public Masking {
        if (!(share > 0 && share < 1)) throw new IllegalArgumentException("mask_share must be in (0, 1), not " + share);
        if (!(maskShare >= 0 && maskShare <= 1)) {
            throw new IllegalArgumentException("mask_token_share must be in [0, 1], not " + maskShare);
        }
    }

    /// What was chosen in one sequence.
    ///
    /// @param positions the chosen ones; twice the same only when drawn with replacement
    /// @param masked for each whether it is masked
    @SuppressWarnings("ArrayRecordComponent") // plain data, never compared
    public record Choice(int[] positions, boolean[] masked) {}

    /// The most positions of a sequence that are chosen.
    int limit() {
        return Math.max(1, (int) ((share + 0.005) * longest));
    }

    /// How many positions of a sequence of `length` tokens are chosen if enough of them are not special. The product
    /// is rounded as the original does it, in f32 and half to even.
    int count(int length) {
        return Math.max(1, Math.min(limit(), (int) Math.rint((double) (length * (float) share))));
    }

    /// Chooses among the `length` tokens at `ids[from…]`. Nothing is chosen where everything is special.
    Choice choose(int[] ids, int from, int length, RandomStream random) {
        var candidates = new int[length];
        int found = 0;
        for (int i = 0; i < length; i++) if (isCandidate(ids[from + i])) candidates[found++] = i;
        if (found == 0) return new Choice(new int[0], new boolean[0]);
        int wanted = withReplacement ? count(length) : Math.min(found, count(length));
        var positions = new int[wanted];
        for (int i = 0; i < wanted; i++) {
            if (withReplacement) {
                positions[i] = candidates[random.nextInt(found)];
            } else {
                int other = i + random.nextInt(found - i); // Fisher and Yates' shuffle, its first steps
                positions[i] = candidates[other];
                candidates[other] = candidates[i];
            }
        }
        if (!withReplacement) Arrays.sort(positions);
        var masked = new boolean[wanted];
        for (int i = 0; i < wanted; i++) masked[i] = random.nextFloat() < maskShare;
        return new Choice(positions, masked);
    }

    private boolean isCandidate(int id) {
        return id != vocabulary.id(SpecialToken.CLASSIFICATION)
                && id != vocabulary.id(SpecialToken.SEPARATOR)
                && id != vocabulary.id(SpecialToken.MASK)
                && id != vocabulary.id(SpecialToken.PADDING);
    }
}
