// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import dev.triad.jukebox.prior.transformer.AttentionPattern;

/// The weights of one layer: x + a + m with a = Attention(LN₀(x)) and m = MLP(LN₁(x + a)).
///
/// @param pattern what its attention sees
/// @param gain0 of the norm before the attention
/// @param attend queries, keys and values; only queries where it looks at lyrics
/// @param project what was seen, back to the width
@SuppressWarnings("ArrayRecordComponent") // weights, never compared
record StepLayer(
        AttentionPattern pattern,
        float[] gain0,
        float[] bias0,
        Matrix attend,
        Matrix project,
        float[] gain1,
        float[] bias1,
        Matrix in,
        Matrix out) {}
