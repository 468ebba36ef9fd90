// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A forward pass through an encoder that keeps what enters each layer and nothing else, and computes a layer
/// again when its gradients are due (Chen et al. 2016, "Training deep nets with sublinear memory cost"). A third
/// more arithmetic for a fraction of the memory; the gradients are the same, for a layer draws the same dropout
/// both times.
///
/// libtorch's own mechanism needs functions that Java cannot define. Here the graph ends at [#top()]: who has
/// differentiated a loss by it calls [#backward()], which carries the gradient on, layer by layer.
final class Recomputation {
    /// A layer that ran: what entered it, and the number of its first draw.
    private record Passed(EncoderLayer layer, Tensor entered, int site) {
        boolean isFrozen() {
            return layer.uniqueParameters().values().stream().noneMatch(Parameter::isTrainable);
        }
    }

    private final EncoderInput input;
    private final Pass pass;
    private final Tensor embedded;
    private final List<Passed> layers = new ArrayList<>();
    private final Tensor top;

    Recomputation(Encoder encoder, EncoderInput input, Pass pass) {
        this.input = input;
        this.pass = pass;
        embedded = encoder.embed(input, pass);
        top = encoder.through(embedded.detach(), pass, this::without).requiresGrad(true);
    }

    private Tensor without(EncoderLayer layer, Tensor x) {
        layers.add(new Passed(layer, x, pass.site()));
        try (var scope = Scope.open();
                var _ = NoGrad.open()) {
            return scope.handOver(layer.forward(x, input, pass).detach());
        }
    }

    /// The last hidden states [N, H]: a leaf, to which a loss brings its gradient.
    Tensor top() {
        return top;
    }

    /// Carries the gradient that [#top()] has down to all parameters. Call it once, after a loss's own
    /// `backward()`.
    void backward() {
        try (var _ = Scope.open()) {
            var gradient = top.grad();
            for (int i = layers.size() - 1; i >= lowest() && gradient != null; i--) {
                gradient = through(layers.get(i), gradient);
            }
            if (embedded.requiresGrad() && gradient != null) embedded.backward(gradient, false);
        }
    }

    /// The lowest layer that has to be computed again: below it everything is frozen.
    private int lowest() {
        if (embedded.requiresGrad()) return 0;
        int lowest = 0;
        while (lowest < layers.size() && layers.get(lowest).isFrozen()) lowest++;
        return lowest;
    }

    private @Nullable Tensor through(Passed passed, Tensor gradient) {
        try (var inner = Scope.open()) {
            var entered = passed.entered.detach().requiresGrad(true);
            pass.rewind(passed.site);
            Tensor left;
            try (var _ = Autocast.open(pass.compute().device(), pass.compute().dtype())) {
                left = passed.layer.forward(entered, input, pass);
            }
            left.backward(gradient, false);
            var below = entered.grad();
            // A tensor's gradient is seen through the tensor and would go with it; its detached twin owns itself.
            return below == null ? null : inner.handOver(below.detach());
        }
    }
}
