// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.quant.Golden;
import dev.triad.quant.weight.NamePattern;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final Pass PASS = Pass.evaluation(Compute.plain());

    private static final class Two extends Module {
        private final Linear one = child("one", new Linear(32, 16, Initializer.normal(0.5)));
        private final Linear two = child("two", new Linear(16, 4, Initializer.normal(0.5)));

        Tensor forward(Tensor x) {
            return two.forward(one.forward(x, PASS), PASS);
        }
    }

    @Test
    void outputsAreSeenAsTheyAreThenRoundedToARangeThatStays() {
        try (var _ = Scope.open();
                var model = new Two()) {
            model.initialize(RandomKey.of(2));
            var x = Tensors.of(Golden.input(), 5, 32);
            var plain = model.forward(x).toFloats();
            try (var calibration = Calibration.begin(model, NamePattern.ALL)) {
                assertThat(model.forward(x).toFloats()).containsExactly(plain);
                var grids = calibration.freeze();
                assertThat(grids).containsOnlyKeys("one.weight", "two.weight");
                var grid = Objects.requireNonNull(grids.get("two.weight"));
                var rounded = model.forward(x).toFloats();
                assertThat(rounded).isNotEqualTo(plain);
                for (int i = 0; i < plain.length; i++) {
                    assertThat(Math.abs(rounded[i] - grid.nearest(rounded[i]))).isLessThan(1e-6f);
                    assertThat(Math.abs(rounded[i] - plain[i])).isLessThan(20 * grid.scale());
                }
                for (float value : model.forward(x.mul(100)).toFloats()) {
                    assertThat(value).isBetween(grid.lowest() - 1e-5f, grid.highest() + 1e-5f);
                }
                assertThat(calibration.freeze()).isEqualTo(grids);
            }
            assertThat(model.forward(x).toFloats()).containsExactly(plain);
        }
    }

    @Test
    void gradientsPassStraightThrough() {
        try (var _ = Scope.open()) {
            var activation = new RoundedActivation();
            var x = Tensors.of(new float[] {-1, 0.3f, 2}).requiresGrad(true);
            activation.apply(x, PASS);
            activation.freeze();
            activation.apply(x, PASS).sum().backward();
            assertThat(Objects.requireNonNull(x.grad()).toFloats()).containsOnly(1);
        }
    }

    @Test
    void somethingMustBeSeenAndSomethingMustFit() {
        try (var model = new Two()) {
            try (var calibration = Calibration.begin(model, new NamePattern("one.*"))) {
                assertThatThrownBy(calibration::freeze)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("one.weight");
            }
            assertThatThrownBy(() -> Calibration.begin(model, new NamePattern("three.*")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("three.*");
        }
    }
}
