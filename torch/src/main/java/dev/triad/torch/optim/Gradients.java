// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collection;

/// What is done with gradients between the backward pass and the update.
public final class Gradients {
    private Gradients() {}

    /// The Euclidean norm over the gradients of all `leaves`; leaves without a gradient count as zero.
    public static double norm(Collection<Tensor> leaves) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var norms = new ArrayList<Tensor>();
            for (var leaf : leaves) {
                var gradient = leaf.grad();
                if (gradient != null) norms.add(gradient.norm().to(DType.F32));
            }
            return norms.isEmpty() ? 0 : Tensors.stack(norms, 0).norm().item();
        }
    }

    /// The factor that brings gradients of norm `norm` down to at most `limit`: 1 / max(norm / limit, 1), as
    /// ELECTRA and Jukebox clip. PyTorch's differs by 1e-6 in the denominator. Hand it to the optimiser instead
    /// of scaling gradients.
    public static double clip(double norm, double limit) {
        if (!(limit > 0)) throw new IllegalArgumentException("clipping norm must be positive, got " + limit);
        return 1 / Math.max(norm / limit, 1);
    }

    /// Forgets the gradients of all `leaves`.
    public static void clear(Collection<Tensor> leaves) {
        try (var _ = Scope.open()) {
            leaves.forEach(Tensor::clearGrad);
        }
    }
}
