// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplacementsTest {
    private static final Pass PASS = Pass.sampling(Compute.plain(), RandomKey.of(5), 0, 0);

    private static double[] frequencies(float[] logits, double temperature, boolean disallowCorrect, int draws) {
        var counts = new double[logits.length];
        int rows = 50_000;
        for (int from = 0; from < draws; from += rows) {
            try (var _ = Scope.open()) {
                var scores = Tensors.of(logits, 1, logits.length).expand(rows, logits.length);
                var targets = Tensors.of(new long[rows]); // token 0
                var pass = Pass.sampling(Compute.plain(), RandomKey.of(7), from, 0);
                for (long id : Replacements.sample(scores.contiguous(), targets, temperature, disallowCorrect, pass)
                        .toLongs()) {
                    counts[(int) id] += 1.0 / draws;
                }
            }
        }
        return counts;
    }

    private static double[] softmax(float[] logits, double temperature) {
        var p = new double[logits.length];
        for (int i = 0; i < p.length; i++) p[i] = Math.exp(logits[i] / temperature);
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / sum).toArray();
    }

    private static double totalVariation(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) sum += Math.abs(p[i] - q[i]) / 2;
        return sum;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void frequenciesAreTheSoftmaxOfTheLogits(double temperature) {
        // Ten tokens are three blocks of three and a rest of one.
        float[] logits = {1.5f, -0.5f, 0, 2, -3, 0.25f, 1, -1, 0.75f, 1.25f};
        var seen = frequencies(logits, temperature, false, 1_000_000);
        assertThat(totalVariation(seen, softmax(logits, temperature))).isLessThan(0.002);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "97"})
    void everyTokenOfAnyVocabularyCanBeDrawn(int size) {
        var seen = frequencies(new float[size], 1, false, 100_000);
        var even = new double[size];
        Arrays.fill(even, 1.0 / size);
        assertThat(totalVariation(seen, even)).isLessThan(0.02);
    }

    @Test
    void theTrueTokenIsNotDrawnWhereItIsForbidden() {
        float[] logits = {9, 0, 1, 0, 1};
        assertThat(frequencies(logits, 1, true, 50_000)[0]).isZero();
        assertThat(frequencies(logits, 1, false, 50_000)[0]).isGreaterThan(0.99);
    }

    @Test
    void onlyChosenTokensChange() {
        try (var _ = Scope.open()) {
            var original = Tensors.of(new long[] {7, 8, 9, 10});
            var corrupted = Replacements.corrupt(
                    original, Tensors.of(new long[] {1, 3}), Tensors.of(new long[] {8, 20}), false);
            assertThat(corrupted.toLongs()).containsExactly(7, 8, 9, 20);
        }
    }

    @Test
    void aPositionChosenTwiceGetsTheMeanRoundedDown() {
        try (var _ = Scope.open()) {
            var corrupted = Replacements.corrupt(
                    Tensors.of(new long[] {7, 8, 9, 10}),
                    Tensors.of(new long[] {2, 0, 2}),
                    Tensors.of(new long[] {5, 30, 10}),
                    true);
            assertThat(corrupted.toLongs()).containsExactly(30, 8, 7, 10);
        }
    }

    @Test
    void theCopyingModelsLossIsThatOfTheMixture() {
        try (var _ = Scope.open()) {
            float[] nll = {2, 0.5f, 4};
            float[] gate = {-1, 3, 0.5f};
            float[] copied = {1, 1, 0};
            float[] loss = Replacements.copyLoss(Tensors.of(nll, 3), Tensors.of(gate, 3), Tensors.of(copied, 3))
                    .toFloats();
            for (int i = 0; i < 3; i++) {
                double c = 1 / (1 + Math.exp(-gate[i]));
                double p = c * copied[i] + (1 - c) * Math.exp(-nll[i]);
                assertThat((double) loss[i]).isCloseTo(-Math.log(p), within(1e-5));
            }
        }
    }

    @Test
    void drawsDependOnTheStepAlone() {
        try (var _ = Scope.open()) {
            var logits = Tensors.zeros(DType.F32, Device.CPU, 64, 50);
            var targets = Tensors.of(new long[64]);
            long[] first = Replacements.sample(logits, targets, 1, false, PASS).toLongs();
            long[] again = Replacements.sample(
                            logits, targets, 1, false, Pass.sampling(Compute.plain(), RandomKey.of(5), 0, 0))
                    .toLongs();
            long[] other = Replacements.sample(
                            logits, targets, 1, false, Pass.sampling(Compute.plain(), RandomKey.of(5), 1, 0))
                    .toLongs();
            assertThat(first).isEqualTo(again).isNotEqualTo(other);
            assertThat(Functional.crossEntropy(logits, targets, Reduction.MEAN).item())
                    .isCloseTo(Math.log(50), within(1e-5));
        }
    }
}
