// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.torch.GradientCheck;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.optim.Adam;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.Gradients;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PriorTest {
    private static final Pass PASS = Pass.evaluation(Compute.plain());

    static List<PriorConfig> configs() {
        return Small.all();
    }

    private static float[][] logits(Prior prior, List<int[]> codes, List<Condition> conditions) {
        try (var _ = Scope.open()) {
            var logits = prior.logits(codes, conditions, PASS);
            float[] flat = logits.select(0, 0).contiguous().toFloats();
            int vocabulary = (int) logits.size(2);
            return IntStream.range(0, flat.length / vocabulary)
                    .mapToObj(t -> Arrays.copyOfRange(flat, t * vocabulary, (t + 1) * vocabulary))
                    .toArray(float[][]::new);
        }
    }

    /// The first position whose logits differ; −1 if none do.
    private static int firstChange(float[][] before, float[][] after) {
        for (int t = 0; t < before.length; t++) {
            if (!Arrays.equals(before[t], after[t])) return t;
        }
        return -1;
    }

    @ParameterizedTest
    @MethodSource("configs")
    void aLaterCodeNeverChangesAnEarlierPrediction(PriorConfig config) {
        try (var prior = Sines.fill(new Prior(config))) {
            var conditions = Small.conditions(config);
            float[][] before = logits(prior, Small.CODES, conditions);
            int lyrics = before.length - config.window();
            for (int code = 0; code < config.window(); code++) {
                var changed = Small.CODES.getFirst().clone();
                changed[code] = (changed[code] + 3) % 8;
                float[][] after = logits(prior, List.of(changed, Small.CODES.getLast()), conditions);
                int expected = code == config.window() - 1 ? -1 : lyrics + code + 1;
                assertThat(firstChange(before, after))
                        .as("change of code " + code)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void lyricsInTheSequenceAreReadInOrderAndEncodedOnesByEveryCode() {
        for (var config : List.of(Small.single(), Small.separate())) {
            try (var prior = Sines.fill(new Prior(config))) {
                var conditions = Small.conditions(config);
                float[][] before = logits(prior, Small.CODES, conditions);
                var other = conditions.getFirst().withLyrics(1, 2, 3, 8, 5, 6);
                float[][] after = logits(prior, Small.CODES, List.of(other, conditions.getLast()));
                // Character 3 is seen from position 4 on; a separate encoder says it to the very first code.
                assertThat(firstChange(before, after)).isEqualTo(config.firstCode() > 0 ? 4 : 0);
            }
        }
    }

    @Test
    void everyPartOfTheConditionMatters() {
        var unknown = LabelIds.UNKNOWN;
        for (var config : List.of(Small.upsampler(), Small.top())) {
            try (var prior = Sines.fill(new Prior(config))) {
                var conditions = Small.conditions(config);
                var first = conditions.getFirst();
                float[][] before = logits(prior, Small.CODES, conditions);
                var others = new ArrayList<>(List.of(first.withLabels(unknown)));
                if (config.conditioner() != null) others.add(first.withUpper(1, 0, 7, 3, 6, 3));
                if (config.conditioner() == null)
                    others.add(first.withTiming(first.timing().moved(60, 96)));
                for (var other : others) {
                    float[][] after = logits(prior, Small.CODES, List.of(other, conditions.getLast()));
                    assertThat(firstChange(before, after)).isNotNegative();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void recomputedLayersGiveTheSameGradients(PriorConfig config) {
        try (var prior = Sines.fill(new Prior(config))) {
            var plain = gradients(prior, false);
            var recomputed = gradients(prior, true);
            assertThat(recomputed.keySet()).isEqualTo(plain.keySet());
            assertThat(plain).hasSameSizeAs(prior.uniqueParameters());
            plain.forEach((name, gradient) ->
                    assertThat(recomputed.get(name)).as(name).containsExactly(gradient, Offset.offset(2e-5f)));
        }
    }

    private static Map<String, float[]> gradients(Prior prior, boolean recompute) {
        var gradients = new LinkedHashMap<String, float[]>();
        try (var _ = Scope.open()) {
            var pass = Pass.training(Compute.plain(), RandomKey.of(3), 0, 0);
            var loss = prior.loss(Small.CODES, Small.conditions(prior.config()), recompute, pass);
            loss.total().backward();
            loss.rest().run();
            prior.uniqueParameters().forEach((name, parameter) -> {
                var gradient = parameter.master().grad();
                if (gradient != null) gradients.put(name, gradient.toFloats());
                parameter.master().clearGrad();
            });
        }
        return gradients;
    }

    @ParameterizedTest
    @MethodSource("configs")
    void halfPrecisionComesClose(PriorConfig config) {
        var compute = Compute.plain().withDtype(DType.BF16);
        var conditions = Small.conditions(config);
        try (var _ = Scope.open();
                var prior = Sines.fill(new Prior(config))) {
            double exact =
                    prior.loss(Small.CODES, conditions, false, PASS).total().item();
            var pass = Pass.training(compute, RandomKey.of(3), 0, 0);
            PriorLoss loss;
            try (var _ = Autocast.open(Device.CPU, DType.BF16)) {
                loss = prior.loss(Small.CODES, conditions, true, pass);
            }
            assertThat(loss.total().item()).isCloseTo(exact, Offset.offset(0.05 * exact));
            loss.total().backward();
            loss.rest().run();
            for (var parameter : prior.uniqueParameters().values()) {
                var gradient = parameter.master().grad();
                assertThat(gradient == null ? Double.NaN : gradient.norm().item())
                        .as(parameter.name())
                        .isFinite();
                parameter.master().clearGrad();
            }
            try (var decoding = new Decoding(prior, conditions, compute)) {
                while (decoding.count() < config.window()) {
                    decoding.draw(SamplingRule.PLAIN, RandomKey.of(1), decoding.count());
                }
                assertThat(decoding.codes()[0]).hasSize(12);
            }
        }
    }

    @Test
    void gradientsAreTheDerivatives() {
        var pass = Pass.evaluation(GradientCheck.compute(AttentionForm.EXPLICIT));
        for (var config : List.of(Small.upsampler(), Small.separate())) {
            try (var _ = Scope.open();
                    var prior = Sines.fill(new Prior(config))) {
                prior.to(Device.CPU, DType.F64);
                var all = List.copyOf(prior.uniqueParameters().values());
                var leaves = IntStream.range(0, all.size())
                        .filter(i -> i % (all.size() / 10) == 0)
                        .mapToObj(i -> all.get(i).master())
                        .toList();
                GradientCheck.check(
                        leaves,
                        () -> prior.loss(Small.CODES, Small.conditions(config), false, pass)
                                .total());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void oneBatchIsLearntByHeart(PriorConfig config) {
        try (var prior = new Prior(config)) {
            prior.initialize(RandomKey.of(5));
            double first = Double.NaN;
            double last = Double.NaN;
            try (var adam = new Adam(prior.uniqueParameters(), AdamConfig.jukebox(), _ -> ParameterRule.PLAIN, 1)) {
                for (int step = 0; step < 150; step++) {
                    try (var _ = Scope.open()) {
                        var pass = Pass.training(Compute.plain(), RandomKey.of(3), step, 0);
                        var loss = prior.loss(Small.CODES, Small.conditions(config), step % 2 == 0, pass);
                        loss.total().backward();
                        loss.rest().run();
                        last = loss.codes().item();
                        if (step == 0) first = last;
                        adam.step(1e-2, 1);
                        Gradients.clear(adam.leaves());
                    }
                }
            }
            assertThat(first).isGreaterThan(2.5);
            assertThat(last).isLessThan(0.5);
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void decodingCodeByCodeIsTheWholePass(PriorConfig config) {
        try (var prior = Sines.fill(new Prior(config));
                var decoding = new Decoding(prior, Small.conditions(config), Compute.plain())) {
            float[][] whole = logits(prior, Small.CODES, Small.conditions(config));
            int lyrics = whole.length - config.window();
            for (int code = 0; code < config.window(); code++) {
                assertThat(decoding.count()).isEqualTo(code);
                assertThat(decoding.nextLogits()[0])
                        .as("code " + code)
                        .containsExactly(whole[lyrics + code], Offset.offset(2e-5f));
                int at = code;
                decoding.append(
                        Small.CODES.stream().map(codes -> new int[] {codes[at]}).toArray(int[][]::new));
            }
            assertThat(decoding.codes()[1]).containsExactly(Small.CODES.getLast());
            assertThatThrownBy(decoding::nextLogits).hasMessageContaining("room for 0 more");
        }
    }

    @Test
    void whatIsDrawnDependsOnItsPlaceAloneAndIsACode() {
        var config = Small.single();
        var key = RandomKey.of(8).named("draws");
        try (var prior = Sines.fill(new Prior(config))) {
            int[][] whole = sampled(prior, new int[][] {{}, {}}, key);
            var start = Arrays.stream(whole).map(row -> Arrays.copyOf(row, 5)).toArray(int[][]::new);
            assertThat(sampled(prior, start, key)).isDeepEqualTo(whole);
            int[][] others = sampled(prior, new int[][] {{}, {}}, RandomKey.of(9));
            assertThat(Arrays.deepEquals(others, whole)).isFalse();
            assertThat(Arrays.stream(whole).flatMapToInt(Arrays::stream)).allMatch(code -> code >= 0 && code < 8);
        }
    }

    private static int[][] sampled(Prior prior, int[][] known, RandomKey key) {
        try (var decoding = new Decoding(prior, Small.conditions(prior.config()), Compute.plain())) {
            decoding.append(known);
            while (decoding.count() < prior.config().window()) decoding.draw(SamplingRule.PLAIN, key, decoding.count());
            return decoding.codes();
        }
    }

    @Test
    void featuresAndAlignmentsHaveARowForEachCode() {
        for (var config : List.of(Small.single(), Small.separate())) {
            try (var _ = Scope.open();
                    var prior = Sines.fill(new Prior(config))) {
                var conditions = Small.conditions(config);
                int layer = config.firstCode() > 0 ? 15 : 9;
                var features = prior.features(Small.CODES, conditions, layer, PASS);
                assertThat(features.shape()).containsExactly(2, 12, 8);
                var alignment = prior.alignment(Small.CODES, conditions, layer, 1, PASS);
                assertThat(alignment.shape()).containsExactly(2, 12, 6);
                for (float weight : alignment.toFloats()) assertThat(weight).isBetween(0f, 1f);
                // A separate encoder's characters share all attention; in one sequence codes are looked at too.
                double sum = alignment.sum(false, 2).max().item();
                assertThat(sum).isLessThan(1 + 1e-5).isGreaterThan(0.2);
                assertThatThrownBy(() -> prior.alignment(Small.CODES, conditions, 0, 0, PASS))
                        .hasMessageContaining("does not look at lyrics");
                assertThatThrownBy(() -> prior.alignment(Small.CODES, conditions, layer, 2, PASS))
                        .hasMessageContaining("head must be 0 to 1");
            }
        }
    }

    @Test
    void bitsOfEachCodeAverageToTheLoss() {
        for (var config : Small.all()) {
            try (var _ = Scope.open();
                    var prior = Sines.fill(new Prior(config))) {
                var conditions = Small.conditions(config);
                var bits = prior.bitsPerCode(Small.CODES, conditions, PASS);
                assertThat(bits.shape()).containsExactly(2, 12);
                double loss =
                        prior.loss(Small.CODES, conditions, false, PASS).codes().item();
                assertThat(bits.mean().item()).isCloseTo(loss, Offset.offset(1e-5));
            }
        }
    }

    @Test
    void wrongInputsAreExplained() {
        var config = Small.upsampler();
        try (var _ = Scope.open();
                var prior = Sines.fill(new Prior(config))) {
            var conditions = Small.conditions(config);
            var one = conditions.subList(0, 1);
            assertThatThrownBy(() -> prior.logits(List.of(new int[11]), one, PASS))
                    .hasMessageContaining("12 codes in each sequence, not 11");
            var codes = new int[12];
            codes[4] = 8;
            assertThatThrownBy(() -> prior.logits(List.of(codes), one, PASS))
                    .hasMessageContaining("codes are 0 to 7, but number 4 is 8");
            assertThatThrownBy(() -> prior.logits(List.of(new int[12]), conditions, PASS))
                    .hasMessageContaining("1 windows need as many conditions, not 2");
            var stranger = List.of(one.getFirst().withLabels(new LabelIds(7, List.of(0))));
            assertThatThrownBy(() -> prior.logits(List.of(new int[12]), stranger, PASS))
                    .hasMessageContaining("artists are 0 to 6");
            var above = List.of(one.getFirst().withUpper(1, 2, 3));
            assertThatThrownBy(() -> prior.logits(List.of(new int[12]), above, PASS))
                    .hasMessageContaining("6 codes above in each sequence, not 3");
        }
    }
}
