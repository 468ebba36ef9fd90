// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// An exponential moving average of a model's weights: `a ← μ a + (1 − μ) w` after each update.
public final class WeightAverage implements AutoCloseable {
    private final double decay;
    private final SequencedMap<String, Parameter> parameters;
    private final SequencedMap<String, Tensor> averages = new LinkedHashMap<>();

    /// Starts from the weights as they are.
    ///
    /// @param decay μ, in [0, 1)
    public WeightAverage(Module model, double decay) {
        if (!(decay >= 0 && decay < 1))
            throw new IllegalArgumentException("average decay must be in [0, 1), got " + decay);
        this.decay = decay;
        parameters = model.uniqueParameters();
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            parameters.forEach((name, parameter) ->
                    averages.put(name, parameter.master().detach().copy().keep()));
        }
    }

    /// Takes the weights of one more update in.
    public void update() {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            parameters.forEach((name, parameter) -> average(name).lerp_(parameter.master(), 1 - decay));
        }
    }

    /// Puts the averages in the model's place until the returned handle closes, for evaluation and export:
    /// `try (var _ = average.swapIn()) { … }`.
    public Swap swapIn() {
        swap();
        return this::swap;
    }

    /// Ends a swap.
    @FunctionalInterface
    public interface Swap extends AutoCloseable {
        @Override
        void close();
    }

    private void swap() {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            parameters.forEach((name, parameter) -> {
                var weight = parameter.master().detach();
                var saved = weight.copy();
                weight.copy_(average(name));
                average(name).copy_(saved);
            });
        }
    }

    private Tensor average(String name) {
        var average = averages.get(name);
        if (average == null) throw new IllegalStateException("no average for " + name);
        return average;
    }

    /// The averages by parameter name.
    public SequencedMap<String, Tensor> state() {
        return Collections.unmodifiableSequencedMap(averages);
    }

    /// Takes over what [#state()] gave.
    public void load(Map<String, Tensor> state) {
        averages.forEach((name, average) -> {
            var source = state.get(name);
            if (source == null) throw new IllegalArgumentException("the averaged weights have no " + name);
            average.copy_(source);
        });
    }

    @Override
    public void close() {
        averages.values().forEach(Tensor::close);
    }
}
