// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.runtime.work.Turn;

/// What a model answers with, on chosen hidden states.
public interface Head {
    /// Logits of some tokens, [tokens.length, outputs].
    ///
    /// @param hidden the encoder's last states
    /// @param stride from one state to the next
    /// @param tokens which of them answer
    float[][] logits(float[] hidden, int stride, int[] tokens, Turn turn);
}
