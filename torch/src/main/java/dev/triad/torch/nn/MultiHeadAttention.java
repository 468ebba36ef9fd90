// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Multi-head attention with separate query, key, value and output projections (Vaswani et al. 2017, section
/// 3.2.2).
public final class MultiHeadAttention extends Module {
    private final int heads;
    private final double scale;
    private final double dropout;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear output;

    /// @param width model width, a multiple of `heads`
    /// @param dropout probability of dropping an attention weight in training
    public MultiHeadAttention(int width, int heads, double dropout, Initializer initializer) {
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "width must be a multiple of heads, got width " + width + " and heads " + heads);
        }
        this.heads = heads;
        this.scale = 1 / Math.sqrt((double) width / heads);
        this.dropout = dropout;
        query = child("query", new Linear(width, width, initializer));
        key = child("key", new Linear(width, width, initializer));
        value = child("value", new Linear(width, width, initializer));
        output = child("output", new Linear(width, width, initializer));
    }

    /// Self-attention: x [B, T, width] → [B, T, width].
    public Tensor forward(Tensor x, @Nullable Tensor mask, Pass pass) {
        return forward(x, x, mask, pass);
    }

    /// x [B, T, width] attends to `memory` [B, S, width].
    ///
    /// @param mask additive, broadcast to [B, heads, T, S], or null
    public Tensor forward(Tensor x, Tensor memory, @Nullable Tensor mask, Pass pass) {
        var q = Attention.splitHeads(query.forward(x, pass), heads); // [B, heads, T, d]
        var k = Attention.splitHeads(key.forward(memory, pass), heads); // [B, heads, S, d]
        var v = Attention.splitHeads(value.forward(memory, pass), heads);
        var context = Attention.attend(q, k, v, mask, scale, dropout, pass); // [B, heads, T, d]
        return output.forward(Attention.joinHeads(context), pass); // [B, T, width]
    }
}
