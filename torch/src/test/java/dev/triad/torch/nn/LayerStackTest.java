// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerStackTest {
    private static LayerStack<Linear> stack(LayerStack.Plan plan) {
        return new LayerStack<>(plan, _ -> new Linear(2, 2));
    }

    /// Which layers of the stack run in a pass, by position.
    private static List<Integer> ran(LayerStack<Linear> stack, Pass pass) {
        var positions = new ArrayList<Integer>();
        try (var _ = Scope.open()) {
            var counter = new int[1];
            stack.forward(Tensors.zeros(DType.F32, Device.CPU, 1, 2), pass, (layer, x) -> {
                positions.add(stack.layers().indexOf(layer));
                counter[0]++;
                return x;
            });
        }
        return positions;
    }

    @Test
    void sharingNeighboursAreStoredOnce() {
        try (var shared = stack(LayerStack.Plan.of(6).withShare(2))) {
            assertThat(shared.parameters()).hasSize(12);
            assertThat(shared.uniqueParameters().keySet())
                    .containsExactly("0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias");
            assertThat(shared.parameterCount()).isEqualTo(3 * 6);
        }
    }

    @Test
    void everyOtherGroupIsKept() {
        var plan = LayerStack.Plan.of(8).withShare(2).everyOther();
        assertThat(plan.kept()).containsExactly(0, 1, 4, 5);
        assertThat(LayerStack.Plan.of(6).everyOther().kept()).containsExactly(0, 2, 4);
        try (var pruned = stack(plan)) {
            assertThat(pruned.layers()).hasSize(4);
            assertThat(pruned.parameterCount()).isEqualTo(2 * 6);
        }
    }

    @Test
    void evaluationRunsEveryLayer() {
        try (var dropping = stack(LayerStack.Plan.of(5).withLayerDrop(0.9))) {
            assertThat(ran(dropping, Pass.evaluation(Compute.plain()))).containsExactly(0, 1, 2, 3, 4);
        }
    }

    @Test
    void trainingSkipsTheAskedShareOfWholeGroups() {
        try (var dropping = stack(LayerStack.Plan.of(6).withShare(2).withLayerDrop(0.2))) {
            int runs = 0;
            for (int step = 0; step < 2000; step++) {
                var positions = ran(dropping, Pass.training(Compute.plain(), RandomKey.of(1), step, 0));
                assertThat(positions.size() % 2).isZero(); // neighbours run or rest together
                runs += positions.size() / 2;
            }
            assertThat(runs / 6000.0).isBetween(0.78, 0.82); // deviation 0.005
        }
    }

    @Test
    void impossiblePlansAreRefused() {
        assertThatThrownBy(() -> LayerStack.Plan.of(4).withKept(List.of(2, 1))).hasMessageContaining("[2, 1]");
        assertThatThrownBy(() -> LayerStack.Plan.of(4).withKept(List.of(4))).hasMessageContaining("0…3");
        assertThatThrownBy(() -> LayerStack.Plan.of(4).withLayerDrop(1)).hasMessageContaining("1.0");
        assertThatThrownBy(() -> LayerStack.Plan.of(4).withShare(0)).hasMessageContaining("share");
    }
}
