// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.nn.Conv1d;
import dev.triad.torch.nn.Conv1dShape;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
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

    /// x [B, width, 1, T] → the same shape.
    public Tensor forward(Tensor x, Pass pass) {
        // In place where no gradient needs what is overwritten: these tensors are large and the sums small.
        var h = dilated.forward(x.relu(), pass).relu_();
        h = pointwise.forward(h, pass);
        return (scale == 1 ? h : h.mul_(scale)).add_(x);
    }
}
