// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.torch.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;

/// Places where the graph of a pass is cut, because something above is computed twice (gradient checkpointing) and
/// what lies below must not be differentiated until all of it has been.
final class Seams {
    private final boolean cuts;
    private final Deque<Runnable> rest = new ArrayDeque<>();

    /// @param cuts false leaves graphs whole
    Seams(boolean cuts) {
        this.cuts = cuts;
    }

    /// The same values as a leaf that collects its gradient.
    Tensor cut(Tensor below) {
        if (!cuts || !below.requiresGrad()) return below;
        var leaf = below.detach().requiresGrad(true);
        rest.push(() -> {
            var gradient = leaf.grad();
            if (gradient != null) below.backward(gradient, false);
        });
        return leaf;
    }

    /// Something that has to be done before what was added earlier.
    void add(Runnable work) {
        rest.push(work);
    }

    /// Carries the gradients down all seams, the highest first.
    void close() {
        rest.forEach(Runnable::run);
    }
}
