// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

import dev.triad.torch.nn.Parameter;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/// Adam over the trainable leaves of some parameters, see [AdamConfig] for the variants.
///
/// Clipping is folded in: the gradient scale given to [#step] multiplies every gradient. A parameter without a
/// gradient (a layer that LayerDrop skipped) is left alone, its moments too.
public final class Adam implements AutoCloseable {
    private record Leaf(String name, Tensor value, Tensor mean, Tensor square, ParameterRule rule) {}

    private final AdamConfig config;
    private final int threads;
    private final List<Leaf> leaves = new ArrayList<>();
    private long updates;

    /// @param parameters by name, each once; frozen ones are passed over
    /// @param rules how each name is treated
    /// @param threads threads one update may use
    public Adam(
            Map<String, Parameter> parameters, AdamConfig config, Function<String, ParameterRule> rules, int threads) {
        this.config = config;
        this.threads = threads;
        try (var _ = Scope.open()) {
            parameters.forEach((name, parameter) -> {
                if (!parameter.isTrainable()) return;
                parameter.leaves().forEach((suffix, tensor) -> {
                    var mean = Tensors.zerosLike(tensor).keep();
                    var square = Tensors.zerosLike(tensor).keep();
                    leaves.add(new Leaf(name + suffix, tensor, mean, square, rules.apply(name)));
                });
            });
        }
    }

    /// The tensors this optimiser trains.
    public Collection<Tensor> leaves() {
        return leaves.stream().map(Leaf::value).toList();
    }

    /// How many updates were made.
    public long updates() {
        return updates;
    }

    /// One update.
    ///
    /// @param learningRate this update's rate
    /// @param gradientScale factor on every gradient, see [Gradients#clip]
    public void step(double learningRate, double gradientScale) {
        updates++;
        try (var _ = NoGrad.open()) {
            for (var leaf : leaves) {
                var gradient = leaf.value.grad();
                if (gradient == null) continue;
                double decay = leaf.rule.decays() ? config.weightDecay() : 0;
                var update = config.update(updates, learningRate * leaf.rule.learningRateScale(), decay);
                if (AdamKernel.handles(leaf.value, gradient)) {
                    AdamKernel.update(
                            leaf.value, gradient, leaf.mean, leaf.square, config, update, gradientScale, threads);
                } else {
                    update(leaf, gradient, update, gradientScale);
                }
            }
        }
    }

    private void update(Leaf leaf, Tensor gradient, AdamConfig.Update update, double scale) {
        var g = gradient.to(leaf.mean.dtype());
        leaf.mean.mul_(config.beta1()).add_(g, (1 - config.beta1()) * scale);
        leaf.square.mul_(config.beta2()).addcmul_(g, g, (1 - config.beta2()) * scale * scale);
        if (update.decay() != 0) leaf.value.mul_(1 - update.decay());
        leaf.value.addcdiv_(leaf.mean, leaf.square.sqrt().add(update.epsilon()), -update.size());
    }

    /// Everything a resume needs, by name: the moments, and the number of updates as a one-element i64 tensor.
    public SequencedMap<String, Tensor> state() {
        var state = new LinkedHashMap<String, Tensor>();
        for (var leaf : leaves) {
            state.put("adam.mean." + leaf.name, leaf.mean);
            state.put("adam.square." + leaf.name, leaf.square);
        }
        state.put("adam.updates", Tensors.of(new long[] {updates}));
        return state;
    }

    /// Takes over what [#state()] gave.
    ///
    /// @throws IllegalArgumentException when a tensor is missing or has another shape
    public void load(Map<String, Tensor> state) {
        for (var leaf : leaves) {
            restore(state, "adam.mean." + leaf.name, leaf.mean);
            restore(state, "adam.square." + leaf.name, leaf.square);
        }
        var count = state.get("adam.updates");
        if (count == null) throw new IllegalArgumentException("the optimiser state has no adam.updates");
        updates = count.toLongs()[0];
    }

    private static void restore(Map<String, Tensor> state, String name, Tensor target) {
        var source = state.get(name);
        if (source == null) throw new IllegalArgumentException("the optimiser state has no " + name);
        target.copy_(source);
    }

    @Override
    public void close() {
        for (var leaf : leaves) {
            leaf.mean.close();
            leaf.square.close();
        }
    }
}
