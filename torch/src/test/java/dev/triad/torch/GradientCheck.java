// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Compares gradients with central differences in f64.
public final class GradientCheck {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-6;

    private GradientCheck() {}

    /// f64 on the CPU with a form of attention.
    public static Compute compute(AttentionForm form) {
        return new Compute(Device.CPU, DType.F64, form, 1);
    }

    /// A smooth stream of f64 values in ± 1, the same for the same name.
    public static Tensor input(String name, long... shape) {
        var stream = RandomKey.of(7).named(name).at(0, 0, 0);
        var tensor = Tensors.zeros(DType.F64, Device.CPU, shape);
        var values = new double[(int) tensor.count()];
        for (int i = 0; i < values.length; i++) values[i] = 2 * stream.nextDouble() - 1;
        return Tensors.of(values, shape);
    }

    /// A pass of a training step with fixed draws: running it twice drops the same elements.
    public static Pass trainingPass(Compute compute) {
        return Pass.training(compute, RandomKey.of(3), 5, 0);
    }

    /// Checks the gradient of `output`'s weighted sum for all of a module's parameters and the given inputs.
    ///
    /// @param module already in f64
    /// @param output computes the output afresh from the module and the inputs
    public static void check(Module module, List<Tensor> inputs, Supplier<Tensor> output) {
        var leaves = new ArrayList<>(inputs);
        module.uniqueParameters().values().forEach(parameter -> leaves.add(parameter.master()));
        check(leaves, output);
    }

    /// Checks the gradient of `output`'s weighted sum for each leaf.
    public static void check(List<Tensor> leaves, Supplier<Tensor> output) {
        try (var _ = Scope.open()) {
            leaves.forEach(leaf -> leaf.requiresGrad(true));
            var result = output.get();
            var weights = input("weights of the check", result.shape());
            result.mul(weights).sum().backward();
            for (int i = 0; i < leaves.size(); i++) {
                compare(i, leaves.get(i), () -> output.get().mul(weights).sum().item());
            }
            leaves.forEach(Tensor::clearGrad);
        }
    }

    private static void compare(int number, Tensor leaf, Supplier<Double> value) {
        var gradient = leaf.grad();
        assertThat(gradient).as("gradient of leaf %d, %s", number, leaf).isNotNull();
        var analytic = gradient.toDoubles();
        assertThat(Arrays.stream(analytic).anyMatch(g -> g != 0))
                .as("leaf %d has some gradient", number)
                .isTrue();
        var flat = leaf.detach().view(-1);
        long stride = Math.max(1, analytic.length / 40);
        for (int i = 0; i < analytic.length; i += (int) stride) {
            double up = shifted(flat, i, STEP, value);
            double down = shifted(flat, i, -STEP, value);
            double numeric = (up - down) / (2 * STEP);
            assertThat(analytic[i])
                    .as("gradient of element %d of leaf %d, %s", i, number, leaf)
                    .isCloseTo(
                            numeric, org.assertj.core.data.Offset.offset(TOLERANCE * Math.max(1, Math.abs(numeric))));
        }
    }

    private static double shifted(Tensor flat, int element, double by, Supplier<Double> value) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var cell = flat.narrow(0, element, 1);
            double saved = cell.item();
            cell.fill_(saved + by);
            double result = value.get();
            cell.fill_(saved);
            return result;
        }
    }
}
