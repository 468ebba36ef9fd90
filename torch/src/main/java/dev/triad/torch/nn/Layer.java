// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Tensor;

/// A module with weights whose output may be transformed before anyone sees it (calibrated int8 activations).
public abstract class Layer extends Module {
    private ActivationTransform output = ActivationTransform.IDENTITY;

    /// Installs a transform of this layer's output in place of the one before.
    public final void outputTransform(ActivationTransform replacement) {
        output = replacement;
    }

    /// Whether somebody wants to see this layer's own output.
    public final boolean transformsOutput() {
        return !output.equals(ActivationTransform.IDENTITY);
    }

    /// What the layer hands on.
    protected final Tensor emit(Tensor result, Pass pass) {
        return output.apply(result, pass);
    }
}
