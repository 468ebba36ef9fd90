// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.electra.encoder.TokenBatch;
import java.util.Arrays;

/// A micro-batch with its chosen positions, on the host.
///
/// @param original the sequences as they are
/// @param masked the same with masks: the generator's input
/// @param chosen where each chosen token is among the tokens that are not padding, [K]
/// @param targets the original ids of the chosen tokens, [K]
/// @param tokens tokens that are not padding in the whole step, which the discriminator's loss is averaged over
/// @param choices chosen positions in the whole step, which the generator's loss is averaged over
@SuppressWarnings("ArrayRecordComponent") // plain data for one step, never compared
public record PretrainingBatch(
        TokenBatch original, TokenBatch masked, long[] chosen, long[] targets, long tokens, long choices) {
    /// The ids that are not padding, as they are, [N].
    long[] originalTokens() {
        var ids = new long[original.ids().length];
        int count = 0;
        for (int i = 0; i < ids.length; i++) if (original.mask()[i] == 1) ids[count++] = original.ids()[i];
        return Arrays.copyOf(ids, count);
    }
}
