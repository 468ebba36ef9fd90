// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;

/// Transposed 1-D convolution, which stretches time by its stride; weight [in, out / groups, kernel].
public final class ConvTranspose1d extends Layer {
    private final Conv1dShape shape;
    private final Parameter weight;
    private final Parameter bias;

    public ConvTranspose1d(Conv1dShape shape, Initializer weight, Initializer bias) {
        this.shape = shape;
        this.weight = orientedParameter("weight", weight, 1, shape.in(), shape.out() / shape.groups(), shape.kernel());
        this.bias = parameter("bias", bias, shape.out());
    }

    /// PyTorch's default initialisation, whose fan-in counts the weight's second axis.
    public ConvTranspose1d(Conv1dShape shape) {
        this(shape, initializer(shape), initializer(shape));
    }

    private static Initializer initializer(Conv1dShape shape) {
        return Initializer.fanInUniform((long) shape.out() / shape.groups() * shape.kernel());
    }

    public Parameter weight() {
        return weight;
    }

    /// x [B, in, T] → [B, out, (T − 1) stride − 2 padding + dilation (kernel − 1) + 1].
    /// A row image [B, in, 1, T] gives a row image, see [Functional#conv1d].
    public Tensor forward(Tensor x, Pass pass) {
        return emit(
                Functional.convTranspose1d(
                        x,
                        weight.value(pass),
                        bias.value(pass),
                        shape.stride(),
                        shape.padding(),
                        0,
                        shape.dilation(),
                        shape.groups()),
                pass);
    }
}
