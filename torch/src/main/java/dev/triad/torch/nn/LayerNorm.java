// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;

/// Layer normalisation over the last axis (Ba et al. 2016).
public final class LayerNorm extends Module {
    private final double epsilon;
    private final Parameter weight;
    private final Parameter bias;

    public LayerNorm(long width, double epsilon) {
        this.epsilon = epsilon;
        weight = parameter("weight", Initializer.ones(), width);
        bias = parameter("bias", Initializer.zeros(), width);
    }

    /// x […, width] → the same shape.
    public Tensor forward(Tensor x, Pass pass) {
        return Functional.layerNorm(x, weight.value(pass), bias.value(pass), epsilon);
    }
}
