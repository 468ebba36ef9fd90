// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
    @Test
    void theAverageFollowsTheWeightsAndSwapsInAndOut() {
        try (var table = new Embedding(1, 1, Initializer.ones())) {
            table.initialize(RandomKey.of(1));
            try (var average = new WeightAverage(table, 0.9);
                    var _ = Scope.open()) {
                table.weight().assign(Tensors.full(2, DType.F32, Device.CPU, 1, 1));
                average.update();
                table.weight().assign(Tensors.full(3, DType.F32, Device.CPU, 1, 1));
                average.update();
                double expected = 0.9 * (0.9 * 1 + 0.1 * 2) + 0.1 * 3;
                try (var _ = average.swapIn()) {
                    assertThat(table.weight().master().item()).isCloseTo(expected, within(1e-6));
                }
                assertThat(table.weight().master().item()).isEqualTo(3);
                assertThat(average.state().get("weight").item()).isCloseTo(expected, within(1e-6));
                assertThatThrownBy(() -> average.load(Map.of())).hasMessageContaining("weight");
            }
        }
    }
}
