// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import dev.triad.torch.nn.LayerNorm;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A layer: x + a + m with a = Attention(LN₀(x)) and m = MLP(LN₁(x + a)).
final class TransformerBlock extends Module {
    private static final double EPSILON = 1e-5;

    private final FactoredAttention attention;
    private final LayerNorm beforeAttention;
    private final Mlp mlp;
    private final LayerNorm beforeMlp;
    private final double scale;

    TransformerBlock(TransformerConfig config, int layer) {
        var pattern = config.pattern(layer);
        attention = child("attn", new FactoredAttention(config, pattern));
        beforeAttention = child("ln_0", new LayerNorm(config.width(), EPSILON));
        mlp = child("mlp", new Mlp(config, pattern == AttentionPattern.LYRICS));
        beforeMlp = child("ln_1", new LayerNorm(config.width(), EPSILON));
        scale = config.residualScale() ? 1.0 / config.depth() : 1;
    }

    FactoredAttention attention() {
        return attention;
    }

    /// x [B, T, width] → the same shape.
    Tensor forward(Tensor x, @Nullable Tensor lyrics, CausalMasks masks, Pass pass) {
        return around(x, normal -> attention.forward(normal, lyrics, masks, pass), pass);
    }

    /// The same for a few positions behind those that `cache` has seen.
    Tensor extend(Tensor x, LayerCache cache, int position, Pass pass) {
        return around(x, normal -> attention.extend(normal, cache, position, pass), pass);
    }

    private Tensor around(Tensor x, UnaryOperator<Tensor> attend, Pass pass) {
        var a = attend.apply(beforeAttention.forward(x, pass));
        var between = x.add(a);
        var m = mlp.forward(beforeMlp.forward(between, pass), pass);
        return scale == 1 ? between.add(m) : x.add(a.add(m).mul(scale));
    }

    /// Attention weights on the lyrics, see [FactoredAttention#weights].
    Tensor weights(Tensor x, @Nullable Tensor lyrics, Pass pass) {
        return attention.weights(beforeAttention.forward(x, pass), lyrics, pass);
    }
}
