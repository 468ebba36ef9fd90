// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.torch.GradientCheck;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import org.junit.jupiter.api.Test;

class AttentionTest {
    @Test
    void bothFormsGiveTheSameNumbers() {
        try (var _ = Scope.open()) {
            var q = GradientCheck.input("q", 2, 3, 5, 4);
            var k = GradientCheck.input("k", 2, 3, 7, 4);
            var v = GradientCheck.input("v", 2, 3, 7, 4);
            var mask = Tensors.of(new double[] {0, 0, 0, 0, 0, -1e4, -1e4, 0, 0, 0, 0, 0, 0, 0}, 2, 1, 1, 7);
            var explicit = Attention.attend(
                    q, k, v, mask, 0.5, 0, Pass.evaluation(GradientCheck.compute(AttentionForm.EXPLICIT)));
            var fused = Attention.attend(
                    q, k, v, mask, 0.5, 0, Pass.evaluation(GradientCheck.compute(AttentionForm.FUSED)));
            assertThat(explicit.shape()).containsExactly(2, 3, 5, 4);
            assertThat(explicit.sub(fused).abs().max().item()).isLessThan(1e-12);
        }
    }

    @Test
    void weightsFollowTheScoresByHand() {
        // One head of width one: weights are softmax(2, 0), values 1 and 3.
        try (var _ = Scope.open()) {
            var q = Tensors.of(new double[] {2}, 1, 1, 1, 1);
            var k = Tensors.of(new double[] {1, 0}, 1, 1, 2, 1);
            var v = Tensors.of(new double[] {1, 3}, 1, 1, 2, 1);
            double expected = (Math.exp(2) + 3) / (Math.exp(2) + 1);
            var result = Attention.attend(
                    q, k, v, null, 1, 0, Pass.evaluation(GradientCheck.compute(AttentionForm.EXPLICIT)));
            assertThat(result.item()).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-12));
        }
    }

    @Test
    void headsSplitAndJoinWithoutLoss() {
        try (var _ = Scope.open()) {
            var x = GradientCheck.input("x", 2, 5, 6);
            var split = Attention.splitHeads(x, 3);
            assertThat(split.shape()).containsExactly(2, 3, 5, 2);
            assertThat(Attention.joinHeads(split).toDoubles()).containsExactly(x.toDoubles());
        }
    }
}
