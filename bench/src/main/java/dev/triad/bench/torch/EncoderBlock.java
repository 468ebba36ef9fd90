// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.torch;

import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerNorm;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.MultiHeadAttention;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;

/// One post-norm transformer block, as BERT and ELECTRA have it.
final class EncoderBlock extends Module {
    private final double dropout;
    private final MultiHeadAttention attention;
    private final LayerNorm attentionNorm;
    private final Linear up;
    private final Linear down;
    private final LayerNorm outputNorm;

    EncoderBlock(int hidden, int heads, int feedForward, double dropout, Initializer initializer) {
        this.dropout = dropout;
        attention = child("attention", new MultiHeadAttention(hidden, heads, dropout, initializer));
        attentionNorm = child("attentionNorm", new LayerNorm(hidden, 1e-12));
        up = child("up", new Linear(hidden, feedForward, initializer));
        down = child("down", new Linear(feedForward, hidden, initializer));
        outputNorm = child("outputNorm", new LayerNorm(hidden, 1e-12));
    }

    /// x [B, T, H] → [B, T, H].
    Tensor forward(Tensor x, Pass pass) {
        var attended = pass.dropout(attention.forward(x, null, pass), dropout);
        var middle = attentionNorm.forward(attended.add(x), pass);
        var wide = Functional.gelu(up.forward(middle, pass)); // [B, T, F]
        var narrow = pass.dropout(down.forward(wide, pass), dropout); // [B, T, H]
        return outputNorm.forward(narrow.add(middle), pass);
    }
}
