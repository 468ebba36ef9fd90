// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.TreeMap;
import org.assertj.core.data.Offset;

/// Models filled with sines, as the reference numbers were made.
public final class Sines {
    private Sines() {}

    /// Element i of the parameter whose name is the j-th in ASCII order becomes 0.25 sin(1 + 0.7 j + 0.13 i), and
    /// one more in the gains of layer norms that have a name of their own. A parameter with two names keeps what
    /// the later one says.
    public static <M extends Module> M fill(M module) {
        try (var _ = Scope.open()) {
            int j = 0;
            for (var entry : new TreeMap<>(module.parameters()).entrySet()) {
                String name = entry.getKey();
                boolean gain = name.endsWith("ln_0.weight")
                        || name.endsWith("ln_1.weight")
                        || name.endsWith(".ln.weight")
                        || name.endsWith("state_ln.weight");
                fill(entry.getValue(), gain ? 1 : 0, j++);
            }
        }
        return module;
    }

    private static void fill(Parameter parameter, double base, int j) {
        var numbers = new float[(int) parameter.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (base + 0.25 * Math.sin(1 + 0.7 * j + 0.13 * i));
        }
        parameter.assign(Tensors.of(numbers, parameter.shape()));
    }

    /// Compares the sum, the sum of magnitudes and the first values with the reference's.
    public static void assertLike(float[] actual, double sum, double magnitudes, double... first) {
        double total = 0;
        double absolute = 0;
        for (float value : actual) {
            total += value;
            absolute += Math.abs(value);
        }
        for (int i = 0; i < first.length; i++) {
            assertThat((double) actual[i]).as("element " + i).isCloseTo(first[i], Offset.offset(1e-5));
        }
        assertThat(total).as("sum").isCloseTo(sum, tolerance(sum));
        assertThat(absolute).as("sum of magnitudes").isCloseTo(magnitudes, tolerance(magnitudes));
    }

    /// The reference numbers hold to so much.
    public static Offset<Double> tolerance(double expected) {
        return Offset.offset(2e-5 * Math.max(1, Math.abs(expected)));
    }
}
