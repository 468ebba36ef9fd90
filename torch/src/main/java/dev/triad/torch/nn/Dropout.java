// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Tensor;

/// Inverted dropout (Srivastava et al. 2014) as a module, for models that name it; it has no parameters.
public final class Dropout extends Module {
    private final double probability;

    public Dropout(double probability) {
        if (probability < 0 || probability >= 1) {
            throw new IllegalArgumentException("dropout probability must be in [0, 1), got " + probability);
        }
        this.probability = probability;
    }

    /// x with each element zeroed with the probability and the rest scaled up; x itself in evaluation.
    public Tensor forward(Tensor x, Pass pass) {
        return pass.dropout(x, probability);
    }
}
