// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;

/// 1-D convolution; weight [out, in / groups, kernel].
public final class Conv1d extends Layer {
    private final Conv1dShape shape;
    private final Parameter weight;
    private final Parameter bias;

    public Conv1d(Conv1dShape shape, Initializer weight, Initializer bias) {
        this.shape = shape;
        this.weight = parameter("weight", weight, shape.out(), shape.in() / shape.groups(), shape.kernel());
        this.bias = parameter("bias", bias, shape.out());
    }

    /// PyTorch's default initialisation.
    public Conv1d(Conv1dShape shape) {
        this(shape, Initializer.fanInUniform(shape.fanIn()), Initializer.fanInUniform(shape.fanIn()));
    }

    public Parameter weight() {
        return weight;
    }

    /// x [B, in, T] → [B, out, T'] with T' = ⌊(T + 2 padding − dilation (kernel − 1) − 1) / stride⌋ + 1.
    /// A row image [B, in, 1, T] gives a row image, see [Functional#conv1d].
    public Tensor forward(Tensor x, Pass pass) {
        return emit(
                Functional.conv1d(
                        x,
                        weight.value(pass),
                        bias.value(pass),
                        shape.stride(),
                        shape.padding(),
                        shape.dilation(),
                        shape.groups()),
                pass);
    }
}
