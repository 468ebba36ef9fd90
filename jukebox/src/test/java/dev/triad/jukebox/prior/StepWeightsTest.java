// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.model.packed.CodeLayout;
import dev.triad.core.model.packed.Codebook;
import dev.triad.core.model.packed.ProductWeight;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.jukebox.prior.transformer.TransformerConfig;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepWeightsTest {
    /// All patterns: those of the reference's models, and those no released model has.
    static List<PriorConfig> configs() {
        var configs = new ArrayList<>(Small.all());
        for (int order : List.of(0, 3, 4, 5, 9)) configs.add(plain(order, false, 2));
        configs.add(plain(2, true, 1));
        return configs;
    }

    private static PriorConfig plain(int order, boolean residualScale, int spread) {
        return new PriorConfig(
                1,
                8,
                8,
                10,
                new TransformerConfig(12, 40, 4, 2, 3, order, 0.5, 1.5, 1, residualScale, 0, spread),
                false,
                null,
                null,
                null);
    }

    private static float[][][] logits(
            Prior prior, StepWeights weights, List<int[]> codes, List<Condition> conditions, int known) {
        int window = prior.config().window();
        var all = new float[window][][];
        try (var decoding = new Decoding(prior, weights, conditions, false, Compute.plain())) {
            decoding.append(codes.stream().map(row -> Arrays.copyOf(row, known)).toArray(int[][]::new));
            for (int code = known; code < window; code++) {
                all[code] = decoding.nextLogits();
                int at = code;
                decoding.append(codes.stream().map(row -> new int[] {row[at]}).toArray(int[][]::new));
            }
        }
        return all;
    }

    private static float[][] whole(Prior prior, int row) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var all = prior.logits(Small.CODES, Small.conditions(prior.config()), Pass.evaluation(Compute.plain()));
            int window = prior.config().window();
            var its = all.select(0, row).narrow(0, all.size(1) - window, window);
            return IntStream.range(0, window)
                    .mapToObj(code -> its.select(0, code).toFloats())
                    .toArray(float[][]::new);
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void stepsAreTheWholePassWhateverIsKnownAtFirst(PriorConfig config) {
        var conditions = Small.conditions(config);
        for (int threads : List.of(1, 2)) {
            try (var prior = Sines.fill(new Prior(config));
                    var weights = StepWeights.of(prior, Compute.plain().withThreads(threads))
                            .orElseThrow()) {
                for (int known : List.of(0, 1, 3, 4, 7, 11)) {
                    float[][][] steps = logits(prior, weights, Small.CODES, conditions, known);
                    for (int row = 0; row < 2; row++) {
                        float[][] expected = whole(prior, row);
                        for (int code = known; code < config.window(); code++) {
                            assertThat(steps[code][row])
                                    .as("code " + code + " of sequence " + row + " after " + known)
                                    .containsExactly(expected[code], Offset.offset(2e-5f));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void halfPrecisionComesClose(PriorConfig config) {
        var conditions = Small.conditions(config);
        try (var prior = Sines.fill(new Prior(config));
                var weights = StepWeights.of(prior, Compute.plain().withDtype(DType.BF16))
                        .orElseThrow()) {
            float[][][] steps = logits(prior, weights, Small.CODES, conditions, 0);
            float[][] expected = whole(prior, 0);
            for (int code = 0; code < config.window(); code++) {
                assertThat(steps[code][0]).containsExactly(expected[code], Offset.offset(0.02f));
            }
        }
    }

    @Test
    void aSequenceIsTheSameToTheLastBitInEveryBatchOnAnyNumberOfThreads() {
        var config = plain(9, false, 1);
        var one = List.of(Small.CODES.getFirst());
        var condition = Small.conditions(config).subList(0, 1);
        try (var prior = Sines.fill(new Prior(config));
                var weights = StepWeights.of(prior, Compute.plain()).orElseThrow();
                var shared =
                        StepWeights.of(prior, Compute.plain().withThreads(2)).orElseThrow()) {
            float[][][] alone = logits(prior, weights, one, condition, 0);
            for (int batch : List.of(2, 4, 7, 8)) {
                var codes = Collections.nCopies(batch, Small.CODES.getFirst());
                var conditions = Collections.nCopies(batch, condition.getFirst());
                float[][][] together = logits(prior, shared, codes, conditions, 0);
                for (int code = 0; code < config.window(); code++) {
                    for (int row = 0; row < batch; row++) {
                        assertThat(together[code][row]).containsExactly(alone[code][0]);
                    }
                }
            }
        }
    }

    /// Gives a prior matrices that product codes say exactly, and tells the codes.
    private static Map<String, ProductWeight> encode(Prior prior) {
        var all = new HashMap<String, ProductWeight>();
        try (var _ = Scope.open()) {
            prior.uniqueParameters().forEach((name, parameter) -> {
                if (!name.contains("_attn_mods.") || !name.endsWith(".w")) return;
                int in = Math.toIntExact(parameter.shape()[0]);
                int out = Math.toIntExact(parameter.shape()[1]);
                var random = new SplittableRandom(name.hashCode());
                var centroids = new float[256 * 8];
                for (int i = 0; i < centroids.length; i++) centroids[i] = (float) random.nextGaussian() * 0.1f;
                var codes = new byte[in / 8 * out];
                random.nextBytes(codes);
                var weight = ProductWeight.of(
                        WeightShape.of(out, in),
                        codes,
                        CodeLayout.TILES,
                        Codebook.of(Optional.empty(), 8, dev.triad.core.model.DType.F16, centroids),
                        Optional.empty());
                var numbers = new float[in * out];
                var row = new float[in];
                for (int o = 0; o < out; o++) {
                    weight.decodeRow(o, row, 0);
                    for (int i = 0; i < in; i++) numbers[i * out + o] = row[i];
                }
                parameter.assign(Tensors.of(numbers, in, out));
                all.put(name, weight);
            });
        }
        return all;
    }

    @Test
    void matricesInCodesGiveNearlyWhatTheyDecodeTo() {
        var config = new PriorConfig(
                1,
                8,
                8,
                10,
                new TransformerConfig(12, 128, 4, 2, 3, 9, 0.5, 1.5, 1, false, 0, 1),
                false,
                null,
                null,
                null);
        var conditions = Small.conditions(config);
        try (var prior = Sines.fill(new Prior(config))) {
            var codes = encode(prior);
            assertThat(codes).hasSize(4 * 4);
            try (var exact = StepWeights.of(prior, Compute.plain()).orElseThrow();
                    var coded = StepWeights.of(prior, codes, Compute.plain()).orElseThrow();
                    var shared = StepWeights.of(prior, codes, Compute.plain().withThreads(2))
                            .orElseThrow()) {
                float[][][] expected = logits(prior, exact, Small.CODES, conditions, 2);
                float[][][] steps = logits(prior, coded, Small.CODES, conditions, 2);
                float[][][] parted = logits(prior, shared, Small.CODES, conditions, 2);
                double square = 0;
                double power = 0;
                for (int code = 2; code < config.window(); code++) {
                    for (int row = 0; row < 2; row++) {
                        assertThat(parted[code][row]).containsExactly(steps[code][row]);
                        for (int i = 0; i < config.vocabulary(); i++) {
                            double off = steps[code][row][i] - expected[code][row][i];
                            square += off * off;
                            power += expected[code][row][i] * expected[code][row][i];
                        }
                    }
                }
                assertThat(Math.sqrt(square / power)).as("relative error").isBetween(1e-7, 0.02);
            }
        }
    }

    @Test
    void doublePrecisionIsLeftToTheLibrary() {
        try (var prior = new Prior(Small.top())) {
            assertThat(StepWeights.of(prior, Compute.plain().withDtype(DType.F64)))
                    .isEmpty();
        }
    }
}
