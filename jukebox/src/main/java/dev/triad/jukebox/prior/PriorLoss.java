// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.torch.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// How well a prior predicts windows, in bits.
///
/// @param total what training minimises: (n codes + f m lyrics) / (n + m)
/// @param codes mean bits of a code
/// @param lyrics mean bits of a character, or null without lyrics
/// @param logits of the codes and, where they share the sequence, of the lyrics before them [B, T, vocabulary]
/// @param rest what is left to do once the total has been differentiated
public record PriorLoss(
        Tensor total, Tensor codes, @Nullable Tensor lyrics, Tensor logits, Runnable rest) {}
