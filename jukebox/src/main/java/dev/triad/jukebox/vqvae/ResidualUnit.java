// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.nn.Conv1d;
import dev.triad.torch.nn.Conv1dShape;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;

/// y = x + r · f(x) with f = ReLU, a dilated convolution, ReLU and a mix of channels.
public final class ResidualUnit extends Module {
    private final Conv1d dilated;
    private final Conv1d pointwise;
    private final double scale;

    /// @param scale r
    public ResidualUnit(int width, int dilation, double scale) {
        // The names count the ReLUs before the convolutions.
        dilated = child("model.1", new Conv1d(new Conv1dShape(width, width, 3, 1, dilation, dilation, 1)));
        pointwise = child("model.3", new Conv1d(new Conv1dShape(width, width, 1, 1, 0)));
        this.scale = scale;
    }

    /// x [B, width, 1, T] → the same shape. Where no gradients are wanted, x is overwritten.
    public Tensor forward(Tensor x, Pass pass) {
        // These tensors are large and the work on them is small: what no gradient needs is overwritten or freed at
        // once, and the next unit finds it in the cache.
        try (var unit = Scope.open()) {
            var h = dilated.forward(x.relu(), pass).relu_();
            h = pointwise.forward(h, pass);
            if (scale != 1) h = h.mul_(scale);
            return NoGrad.gradientsEnabled() ? unit.handOver(h.add_(x)) : x.add_(h);
        }
    }
}
