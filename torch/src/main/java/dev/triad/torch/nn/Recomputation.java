// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A forward pass through a [LayerStack] that keeps what enters each layer and nothing else, and computes a layer
/// again when its gradients are due (Chen et al. 2016, "Training deep nets with sublinear memory cost"). A third
/// more arithmetic for a fraction of the memory; the gradients are the same, for a layer draws the same numbers
/// both times.
///
/// libtorch's own mechanism needs functions that Java cannot define. Here the graph ends at [#top()]: who has
/// differentiated a loss by it calls [#backward()], which carries the gradient on, layer by layer. Whatever else
/// the layers look at must be leaves, which collect their gradients.
public final class Recomputation<L extends Module> {
    /// A layer that ran: what entered it, and the number of its first draw.
    private record Passed<L extends Module>(L layer, Tensor entered, int site) {
        boolean isFrozen() {
            return layer.uniqueParameters().values().stream().noneMatch(Parameter::isTrainable);
        }
    }

    private final LayerStack.Step<L> step;
    private final Pass pass;
    private final Tensor bottom;
    private final List<Passed<L>> layers = new ArrayList<>();
    private final Tensor top;

    /// Runs the layers.
    ///
    /// @param bottom what enters the first layer, with its graph
    /// @param step how a layer computes; what it uses besides the layer must outlive the scopes it runs in
    public Recomputation(LayerStack<L> stack, Tensor bottom, Pass pass, LayerStack.Step<L> step) {
        this.step = step;
        this.pass = pass;
        this.bottom = bottom;
        top = stack.forward(bottom.detach(), pass, this::without).detach().requiresGrad(true);
    }

    private Tensor without(L layer, Tensor x) {
        layers.add(new Passed<>(layer, x, pass.site()));
        try (var scope = Scope.open();
                var _ = NoGrad.open()) {
            return scope.handOver(step.apply(layer, x).detach());
        }
    }

    /// What leaves the last layer: a leaf, to which a loss brings its gradient.
    public Tensor top() {
        return top;
    }

    /// Carries the gradient that [#top()] has down to all parameters. Call it once, after a loss's own
    /// `backward()`.
    public void backward() {
        try (var _ = Scope.open()) {
            var gradient = top.grad();
            for (int i = layers.size() - 1; i >= lowest() && gradient != null; i--) {
                gradient = through(layers.get(i), gradient);
            }
            if (bottom.requiresGrad() && gradient != null) bottom.backward(gradient, false);
        }
    }

    /// The lowest layer that has to be computed again: below it everything is frozen.
    private int lowest() {
        if (bottom.requiresGrad()) return 0;
        int lowest = 0;
        while (lowest < layers.size() && layers.get(lowest).isFrozen()) lowest++;
        return lowest;
    }

    private @Nullable Tensor through(Passed<L> passed, Tensor gradient) {
        try (var inner = Scope.open()) {
            var entered = passed.entered.detach().requiresGrad(true);
            pass.rewind(passed.site);
            Tensor left;
            try (var _ = Autocast.open(pass.compute().device(), pass.compute().dtype())) {
                left = step.apply(passed.layer, entered);
            }
            left.backward(gradient, false);
            var below = entered.grad();
            // A tensor's gradient is seen through the tensor and would go with it; its detached twin owns itself.
            return below == null ? null : inner.handOver(below.detach());
        }
    }
}
