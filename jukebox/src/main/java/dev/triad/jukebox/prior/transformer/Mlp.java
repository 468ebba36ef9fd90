// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;

/// The feed-forward part of a layer, with the quick form of GELU, x σ(1.702 x) (Hendrycks and Gimpel 2016).
final class Mlp extends Module {
    private final Projection in;
    private final Projection out;

    /// @param silent whether the output starts at zero
    Mlp(TransformerConfig config, boolean silent) {
        double deviation = 0.02 * config.initScale();
        in = child("c_fc", new Projection(config.width(), config.mlpWidth(), deviation));
        out = child("c_proj", new Projection(config.mlpWidth(), config.width(), silent ? 0 : deviation));
    }

    /// x [B, T, width] → the same shape.
    Tensor forward(Tensor x, Pass pass) {
        var h = in.forward(x, pass); // [B, T, mlp width]
        return out.forward(h.mul(h.mul(1.702).sigmoid()), pass); // [B, T, width]
    }
}
