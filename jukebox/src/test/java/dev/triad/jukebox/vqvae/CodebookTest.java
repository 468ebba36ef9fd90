// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class CodebookTest {
    private static final Pass EVALUATION = Pass.evaluation(Compute.plain());

    @Test
    void theFirstBatchGivesEachCodeAnotherOfItsVectors() {
        try (var _ = Scope.open();
                var codebook = new Codebook("test", 16, 2, new CodebookRule(0.99, 0))) {
            var rows = rows(64, 2);
            codebook.quantise(rows, training(0));
            var chosen = new HashSet<String>();
            for (int i = 0; i < 16; i++) chosen.add(text(codebook.vectors(), i));
            assertThat(chosen).hasSize(16);
            assertThat(codebook.counts().sum().item()).isGreaterThan(15.5);
        }
    }

    @Test
    void aBatchSmallerThanTheCodebookIsRepeatedAndBlurred() {
        try (var _ = Scope.open();
                var codebook = new Codebook("test", 16, 2, new CodebookRule(0.99, 1000))) {
            // With this threshold every code is replaced, so that the vectors are the ones drawn last.
            codebook.quantise(rows(3, 2), training(0));
            var chosen = new HashSet<String>();
            for (int i = 0; i < 16; i++) {
                chosen.add(text(codebook.vectors(), i));
                double nearest = Double.MAX_VALUE;
                for (int j = 0; j < 3; j++) {
                    var distance =
                            codebook.vectors().narrow(0, i, 1).sub(rows(3, 2).narrow(0, j, 1));
                    nearest = Math.min(nearest, distance.norm().item());
                }
                assertThat(nearest).isBetween(1e-9, 0.1);
            }
            assertThat(chosen).hasSize(16);
        }
    }

    @Test
    void codesThatNobodyUsesRestartFromTheBatchAndKeepTheirSums() {
        try (var _ = Scope.open();
                var codebook = new Codebook("test", 4, 2, new CodebookRule(0.5, 1))) {
            codebook.vectors().copy_(Tensors.of(new float[] {0, 0, 1, 1, 100, 100, -100, 50}, 4, 2));
            codebook.restart(1);
            var rows = rows(64, 2);
            var quantised = codebook.quantise(rows, training(3));
            // codes 2 and 3 are far from everything: their counts halve, below 1, and so do their sums
            assertThat(codebook.counts().toFloats()[2]).isEqualTo(0.5f);
            assertThat(codebook.sums().narrow(0, 2, 1).toFloats()).containsExactly(50, 50);
            assertThat(codebook.vectors().narrow(0, 2, 2).abs().max().item()).isLessThan(2);
            assertThat(quantised.health()).containsKeys("entropy", "used", "usage", "change", "spread");
            assertThat(quantised.health().get("used").item()).isEqualTo(2);
        }
    }

    @Test
    void aStepDrawsTheSameWhoeverAsks() {
        try (var _ = Scope.open();
                var first = new Codebook("test", 8, 2, new CodebookRule(0.9, 1000));
                var second = new Codebook("test", 8, 2, new CodebookRule(0.9, 1000));
                var other = new Codebook("other", 8, 2, new CodebookRule(0.9, 1000))) {
            for (var codebook : new Codebook[] {first, second, other}) codebook.quantise(rows(64, 2), training(5));
            assertThat(first.vectors().toFloats())
                    .containsExactly(second.vectors().toFloats());
            assertThat(Arrays.equals(first.vectors().toFloats(), other.vectors().toFloats()))
                    .isFalse();
        }
    }

    @Test
    void evaluationLearnsNothingAndGradientsPassStraightThrough() {
        try (var _ = Scope.open();
                var codebook = new Codebook("test", 4, 2, CodebookRule.jukebox())) {
            codebook.vectors().copy_(rows(4, 2));
            codebook.restart(3);
            float[] before = codebook.vectors().toFloats();
            var quantised = codebook.quantise(rows(64, 2), EVALUATION);
            assertThat(quantised.health()).isEmpty();
            assertThat(codebook.vectors().toFloats()).containsExactly(before);
            assertThat(codebook.counts().toFloats()).containsOnly(3);

            var x = rows(64, 2).requiresGrad(true);
            codebook.quantise(x, training(0)).output().mul(3).sum().backward();
            assertThat(x.grad().toFloats()).containsOnly(3);
        }
    }

    @Test
    void ofEquallyNearCodesTheFirstIsChosenInWhicheverPieceTheRowLies() {
        try (var _ = Scope.open();
                var codebook = new Codebook("test", 3, 2, CodebookRule.jukebox())) {
            codebook.vectors().copy_(Tensors.of(new float[] {5, 5, 1, 1, 1, 1}, 3, 2));
            var codes = codebook.assign(Tensors.full(1, DType.F32, Device.CPU, 300, 2));
            assertThat(codes.toLongs()).hasSize(300).containsOnly(1);
        }
    }

    private static Pass training(long step) {
        return Pass.training(Compute.plain(), RandomKey.of(1), step, 0);
    }

    private static Tensor rows(int count, int width) {
        var numbers = new float[count * width];
        for (int i = 0; i < numbers.length; i++) numbers[i] = (float) Math.sin(1.7 * i * i + i);
        return Tensors.of(numbers, count, width);
    }

    private static String text(Tensor rows, int row) {
        return Arrays.toString(rows.narrow(0, row, 1).toFloats());
    }
}
