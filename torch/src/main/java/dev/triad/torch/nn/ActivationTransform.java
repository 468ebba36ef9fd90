// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Tensor;

/// What happens to a layer's output before anyone sees it: calibrated int8 activations are installed here.
@FunctionalInterface
public interface ActivationTransform {
    /// The output as it is.
    ActivationTransform IDENTITY = (output, pass) -> output;

    /// The effective output, in the shape of `output`.
    Tensor apply(Tensor output, Pass pass);
}
