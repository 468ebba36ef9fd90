// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Layer;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;

/// x W + b, with W stored [in, out], under the short names that Jukebox's checkpoints have.
public final class Projection extends Layer {
    private final Parameter w;
    private final Parameter b;

    /// @param deviation standard deviation of the first weights; biases start at zero
    public Projection(long in, long out, double deviation) {
        var initial = deviation == 0 ? Initializer.zeros() : Initializer.normal(deviation);
        w = orientedParameter("w", initial, 1, in, out);
        b = parameter("b", Initializer.zeros(), out);
    }

    /// x […, in] → […, out].
    public Tensor forward(Tensor x, Pass pass) {
        return emit(Functional.linear(x, w.value(pass).transpose(0, 1), b.value(pass)), pass);
    }
}
