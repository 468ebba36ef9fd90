// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Numbers of the reference implementation, in f32 on the CPU.
class PriorParityTest {
    private static final Pass PASS = Pass.evaluation(Compute.plain());
    private static final SamplingRule GREEDY = new SamplingRule(1, 1, 0);

    @Test
    void conditionersAreTheReferences() {
        assertConditioner(
                new ConditionerConfig(2, 5, 4, 3, 2, false),
                17.262130,
                17.462538,
                0.098752,
                0.262867,
                0.157606,
                0.094832,
                0.025679,
                0.020786);
        assertConditioner(
                new ConditionerConfig(2, 5, 4, 3, 2, true),
                19.077986,
                19.077986,
                0.154674,
                0.263466,
                0.151205,
                0.088075,
                0.048882,
                0.071331);
    }

    private static void assertConditioner(
            ConditionerConfig config, double sum, double magnitudes, double lastButOne, double last, double... first) {
        try (var _ = Scope.open();
                var conditioner = Sines.fill(new Conditioner(config, 8, 6, 1))) {
            var output = conditioner.forward(Tensors.of(new long[] {0, 3, 5, 7, 1, 2}, 1, 6), PASS);
            assertThat(output.shape()).containsExactly(1, 24, 6);
            float[] values = output.toFloats();
            double total = 0;
            for (float value : values) total += value;
            assertThat(total).isCloseTo(sum, Sines.tolerance(sum));
            if (magnitudes != sum) Sines.assertLike(values, sum, magnitudes, first);
            for (int i = 0; i < first.length; i++) {
                assertThat((double) values[i]).isCloseTo(first[i], Offset.offset(1e-5));
            }
            assertThat((double) values[142]).isCloseTo(lastButOne, Offset.offset(1e-5));
            assertThat((double) values[143]).isCloseTo(last, Offset.offset(1e-5));
        }
    }

    @Test
    void theUpsamplerIsTheReferences() {
        var config = Small.upsampler();
        try (var _ = Scope.open();
                var prior = Sines.fill(new Prior(config))) {
            assertThat(prior.parameters()).hasSize(64);
            var loss = prior.loss(Small.CODES, Small.conditions(config), false, PASS);
            assertBits(loss, 3.372485, 3.372485);
            assertThat(loss.lyrics()).isNull();
            Sines.assertLike(loss.logits().toFloats(), 3.648039, 78.968078, 0.262007, -1.382407, -1.661611, -0.299876);
            assertThat(greedy(prior, 0))
                    .isDeepEqualTo(
                            new int[][] {{5, 5, 5, 4, 4, 4, 4, 5, 5, 5, 4, 4}, {6, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4}});
            int[][] primed = greedy(prior, 7);
            assertThat(primed[0]).startsWith(3, 1, 4, 1, 5, 2, 6).endsWith(5, 5, 5, 4, 4);
            assertThat(primed[1]).startsWith(2, 7, 1, 0, 2, 6, 1).endsWith(6, 6, 6, 5, 4);
        }
    }

    @Test
    void theTopLevelIsTheReferences() {
        var config = Small.top();
        try (var _ = Scope.open();
                var prior = Sines.fill(new Prior(config))) {
            assertThat(prior.parameters()).hasSize(44);
            var loss = prior.loss(Small.CODES, Small.conditions(config), false, PASS);
            assertBits(loss, 3.450930, 3.450930);
            Sines.assertLike(loss.logits().toFloats(), 11.021165, 118.932400, 0.161801, -0.736579);
            int[][] codes = greedy(prior, 0);
            assertThat(codes[0]).containsExactly(5, 5, 5, 1, 2, 2, 5, 5, 5, 5, 5, 5);
            assertThat(codes[1]).containsOnly(2);
        }
    }

    @Test
    void lyricsInTheSequenceAreTheReferences() {
        var config = Small.single();
        try (var _ = Scope.open();
                var prior = Sines.fill(new Prior(config))) {
            assertThat(prior.parameters()).hasSize(200);
            var loss = prior.loss(Small.CODES, Small.conditions(config), false, PASS);
            assertBits(loss, 4.595879, 5.891035);
            assertThat(Objects.requireNonNull(loss.lyrics()).item()).isCloseTo(5.013918, Sines.tolerance(5));
            Sines.assertLike(loss.logits().toFloats(), -80.456285, 800.793822, 0.309635, -0.514515);
            int[][] codes = greedy(prior, 0);
            assertThat(codes[0]).containsOnly(0);
            assertThat(codes[1]).containsExactly(3, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 3);
        }
    }

    @Test
    void encodedLyricsAreTheReferences() {
        var config = Small.separate();
        try (var _ = Scope.open();
                var prior = Sines.fill(new Prior(config))) {
            assertThat(prior.parameters()).hasSize(174);
            var conditions = Small.conditions(config).subList(0, 1);
            var loss = prior.loss(Small.CODES.subList(0, 1), conditions, false, PASS);
            assertBits(loss, 3.077328, 4.013234);
            assertThat(Objects.requireNonNull(loss.lyrics()).item()).isCloseTo(3.013791, Sines.tolerance(3));
            Sines.assertLike(loss.logits().toFloats(), -13.391907, 115.095259, 0.552783, -1.601326);
            assertThat(greedy(prior, 0)[0]).containsOnly(5);
        }
    }

    private static void assertBits(PriorLoss loss, double total, double codes) {
        assertThat(loss.total().item()).isCloseTo(total, Sines.tolerance(total));
        assertThat(loss.codes().item()).isCloseTo(codes, Sines.tolerance(codes));
    }

    /// The likeliest code always, from so many known ones on; as the reference does, a character where it is
    /// likeliest.
    private static int[][] greedy(Prior prior, int known) {
        int[][] codes = greedy(prior, null, known);
        try (var weights = StepWeights.of(prior, Compute.plain()).orElseThrow()) {
            assertThat(greedy(prior, weights, known)).isDeepEqualTo(codes);
        }
        return codes;
    }

    private static int[][] greedy(Prior prior, @Nullable StepWeights weights, int known) {
        List<Condition> conditions = Small.conditions(prior.config());
        try (var decoding = new Decoding(prior, weights, conditions, true, Compute.plain())) {
            if (known > 0) {
                decoding.append(Small.CODES.stream()
                        .map(codes -> Arrays.copyOf(codes, known))
                        .toArray(int[][]::new));
            }
            while (decoding.count() < prior.config().window()) {
                decoding.draw(GREEDY, RandomKey.of(1), decoding.count());
            }
            return decoding.codes();
        }
    }
}
