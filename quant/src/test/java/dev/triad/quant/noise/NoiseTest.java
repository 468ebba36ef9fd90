// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import dev.triad.quant.Golden;
import dev.triad.quant.scalar.Granularity;
import dev.triad.quant.scalar.Grids;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Conv1d;
import dev.triad.torch.nn.Conv1dShape;
import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {
    private static final RandomKey KEY = RandomKey.of(21);
    private Scope scope;
    private long before;

    @BeforeEach
    @SuppressWarnings("MustBeClosedChecker") // close() does
    void open() {
        try (var _ = Scope.open()) {
            before = Scope.liveObjects();
        }
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        try (var _ = Scope.open()) {
            assertThat(Scope.liveObjects()).as("native objects").isEqualTo(before);
        }
    }

    private static Pass pass(long step, int microBatch) {
        return Pass.training(Compute.plain(), KEY, step, microBatch);
    }

    private static Linear golden() {
        var layer = new Linear(Golden.COLUMNS, Golden.ROWS);
        layer.nameParameters();
        layer.weight().assign(Tensors.of(Golden.weight(), Golden.ROWS, Golden.COLUMNS));
        return layer;
    }

    private static Parameter noisy(Linear layer, String rule) {
        NoisePlan.parse(List.of("weight=" + rule)).install(layer);
        return layer.weight();
    }

    @Test
    void droppedBlocksAreThoseOfTheOriginal() {
        var values = Golden.weight();
        Strikes sevenths = (first, struck, count) -> {
            for (int i = 0; i < count; i++) struck[i] = (byte) (7 * (first + i) % 5 == 0 ? 1 : 0);
        };
        sevenths.on(WeightRows.of(values, 32), 8, new Distortion.Drop(8, 1.25f), 1);
        var plain = Golden.weight();
        int dropped = 0;
        double sum = 0;
        double squares = 0;
        for (int n = 0; n < values.length; n++) {
            boolean hit = 7 * (n / 8) % 5 == 0;
            if (hit && n % 8 == 0) dropped++;
            assertThat(values[n]).isEqualTo(hit ? 0 : 1.25f * plain[n]);
            sum += values[n];
            squares += values[n] * (double) values[n];
        }
        assertThat(dropped).isEqualTo(52);
        assertThat(sum).isCloseTo(41.819663, within(1e-5));
        assertThat(Math.sqrt(squares)).isCloseTo(25.703533, within(1e-5));
        var x = Tensors.of(Golden.input(), 5, 32);
        assertThat(Functional.linear(x, Tensors.of(values, 64, 32), null).sum().item())
                .isCloseTo(28.372900, within(1e-4));
    }

    @Test
    void legacyRoundingMissesTheGridByWhatItClips() {
        var weights = Golden.rows();
        var grids = Grids.fit("w", weights, 8, Granularity.TENSOR);
        var grid = grids.at(0);
        assertThat((double) grid.lowest()).isCloseTo(-1.00323498, within(1e-7));
        assertThat((double) grid.highest()).isCloseTo(0.99539721, within(1e-7));
        Strikes thirds = (first, struck, count) -> {
            for (int i = 0; i < count; i++) struck[i] = (byte) ((first + i) % 3 == 0 ? 1 : 0);
        };
        var legacy = weights.toArray();
        thirds.on(WeightRows.of(legacy, 32), 1, new Distortion.RoundLegacy(grids), 1);
        var fixed = weights.toArray();
        thirds.on(WeightRows.of(fixed, 32), 1, new Distortion.Round(grids), 1);
        double sum = 0;
        double worst = 0;
        int above = 0;
        var plain = Golden.weight();
        for (int n = 0; n < plain.length; n++) {
            sum += legacy[n];
            if (plain[n] > grid.highest()) above++;
            if (n % 3 == 0) {
                worst = Math.max(worst, Math.abs(legacy[n] - grid.nearest(plain[n])));
                assertThat(fixed[n]).isEqualTo(grid.nearest(plain[n]));
            } else {
                assertThat(fixed[n]).isEqualTo(plain[n]);
            }
        }
        assertThat(above).isEqualTo(4);
        assertThat(sum).isCloseTo(42.458733, within(1e-4));
        assertThat(worst).isCloseTo(3.838e-3, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pq,rate=0.3",
                "mean,rate=0.3",
                "pq-exact,rate=0.3,centroids=16",
                "int8,rate=0.3",
                "int4,rate=0.3",
                "int4,rate=0.3,grids=group-32",
                "int8,rate=1"
            })
    void gradientsAreThoseOfADenseLayerWithTheNoisyWeight(String rule) {
        try (var layer = golden()) {
            var parameter = noisy(layer, rule);
            var x = Tensors.of(Golden.input(), 5, 32);
            var value = parameter.value(pass(3, 1));
            Functional.linear(x, value, null).square().sum().mul(0.5).backward();
            var dense = value.detach().copy().requiresGrad(true);
            Functional.linear(x, dense, null).square().sum().mul(0.5).backward();
            assertThat(gradient(parameter.master())).containsExactly(gradient(dense));
            assertThat(value.toFloats()).isNotEqualTo(Golden.weight());
            for (float g : gradient(parameter.master())) assertThat(g).isNotZero();
        }
    }

    private static float[] gradient(Tensor leaf) {
        return java.util.Objects.requireNonNull(leaf.grad()).toFloats();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pq,rate=0.5", "mean,rate=0.5", "int8,rate=0.5", "int4,rate=0.5,grids=tensor,legacy=true"})
    void aThousandPassesLeaveTheMasterAsItWas(String rule) {
        try (var layer = golden()) {
            var parameter = noisy(layer, rule);
            for (int step = 0; step < 1000; step++) {
                try (var _ = Scope.open()) {
                    parameter.value(pass(step, 0));
                }
            }
            assertThat(parameter.master().toFloats()).containsExactly(Golden.weight());
        }
    }

    @Test
    void evaluationSeesTheWeightItself() {
        try (var layer = golden()) {
            var parameter = noisy(layer, "pq,rate=0.5");
            assertThat(parameter.value(Pass.evaluation(Compute.plain())).sharesStorageWith(parameter.master()))
                    .isTrue();
            assertThat(parameter
                            .value(Pass.sampling(Compute.plain(), KEY, 0, 0))
                            .sharesStorageWith(parameter.master()))
                    .isTrue();
            assertThat(parameter.transform().isPlainInEvaluation()).isTrue();
            assertThat(parameter.leaves()).containsOnlyKeys("");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.1, 0.2, 0.5})
    void aShareOfTheBlocksIsStruckAsWholes(double rate) {
        long rows = 8000;
        try (var layer = new Linear(1000, rows, Initializer.constant(1))) {
            layer.initialize(KEY);
            NoisePlan.parse(List.of("weight=pq,rate=" + rate + ",rescale=false"))
                    .install(layer);
            var values = layer.weight()
                    .value(Pass.training(Compute.plain().withThreads(2), KEY, 5, 0))
                    .toFloats();
            int struck = 0;
            for (int block = 0; block < values.length / 8; block++) {
                float first = values[8 * block];
                for (int j = 1; j < 8; j++)
                    if (values[8 * block + j] != first) assertThat(j).isZero();
                if (first == 0) struck++;
            }
            double blocks = values.length / 8.0;
            assertThat(struck / blocks).isCloseTo(rate, within(4 * Math.sqrt(rate * (1 - rate) / blocks)));
        }
    }

    @Test
    void noiseIsDrawnPerForwardOrPerStep() {
        try (var layer = golden()) {
            var parameter = noisy(layer, "pq,rate=0.3");
            var first = parameter.value(pass(7, 0)).toFloats();
            assertThat(parameter.value(pass(7, 0)).toFloats()).containsExactly(first);
            assertThat(parameter.value(pass(7, 1)).toFloats()).isNotEqualTo(first);
            assertThat(parameter.value(pass(8, 0)).toFloats()).isNotEqualTo(first);
        }
        try (var layer = golden()) {
            var parameter = noisy(layer, "pq,rate=0.3,redraw=step");
            var first = parameter.value(pass(7, 0)).toFloats();
            assertThat(parameter.value(pass(7, 1)).toFloats()).containsExactly(first);
            assertThat(parameter.value(pass(8, 0)).toFloats()).isNotEqualTo(first);
        }
    }

    @Test
    void parametersAreStruckIndependently() {
        try (var both = new Pair()) {
            both.initialize(KEY);
            NoisePlan.parse(List.of("*=pq,rate=0.5")).install(both);
            var one = zeros(both.one.weight().value(pass(0, 0)));
            var two = zeros(both.two.weight().value(pass(0, 0)));
            assertThat(one).isNotEqualTo(two);
        }
    }

    private static boolean[] zeros(Tensor tensor) {
        var values = tensor.toFloats();
        var zeros = new boolean[values.length];
        for (int i = 0; i < zeros.length; i++) zeros[i] = values[i] == 0;
        return zeros;
    }

    private static final class Pair extends Module {
        private final Linear one = child("one", new Linear(64, 64, Initializer.constant(1)));
        private final Linear two = child("two", new Linear(64, 64, Initializer.constant(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void threadsChangeNothing(int threads) {
        for (var rule : List.of("pq,rate=0.2", "int8,rate=0.2", "pq-exact,rate=0.2,centroids=16")) {
            try (var layer = new Linear(512, 1024, Initializer.normal(0.02))) {
                layer.initialize(KEY);
                var parameter = noisy(layer, rule);
                var alone = parameter.value(pass(2, 0)).toFloats();
                var compute = Compute.plain().withThreads(threads);
                assertThat(parameter.value(Pass.training(compute, KEY, 2, 0)).toFloats())
                        .isEqualTo(alone);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pq,rate=0.4 | 0",
                "mean,rate=0.4 | 1",
                "int4,rate=0.4 | 2",
                "int8,rate=0.4,grids=tensor | 3",
                "pq-exact,rate=0.4,centroids=8 | 4"
            })
    void lookedUpRowsAreThoseOfTheWholeTable(String rule, long step) {
        try (var table = new Embedding(500, 24, Initializer.normal(1))) {
            table.initialize(KEY);
            NoisePlan.parse(List.of("*=" + rule)).install(table);
            var whole = table.weight().value(pass(step, 0));
            for (int count : new int[] {1, 3, 700}) { // few rows are drawn one by one, many at once
                var ids = new long[count];
                for (int i = 0; i < count; i++) ids[i] = (17L * i + 4) % 500;
                var looked = table.forward(Tensors.of(ids, 1, count), pass(step, 0));
                assertThat(looked.shape()).containsExactly(1, count, 24);
                assertThat(looked.toFloats())
                        .containsExactly(
                                Functional.embedding(whole, Tensors.of(ids)).toFloats());
            }
        }
    }

    @Test
    void lookedUpRowsGetTheirGradients() {
        try (var table = new Embedding(50, 16, Initializer.normal(1))) {
            table.initialize(KEY);
            NoisePlan.parse(List.of("*=pq,rate=0.5")).install(table);
            table.forward(Tensors.of(new long[] {3, 3, 9}), pass(0, 0)).sum().backward();
            var gradient = gradient(table.weight().master());
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i]).isEqualTo(i / 16 == 3 ? 2 : i / 16 == 9 ? 1 : 0);
            }
        }
    }

    @Test
    void blocksOfConvolutionsLieWithinOneOutputChannel() {
        try (var layer = new Conv1d(new Conv1dShape(4, 6, 3, 1, 0), Initializer.constant(1), Initializer.zeros())) {
            layer.initialize(KEY);
            NoisePlan.parse(List.of("weight=pq,rate=0.5,block=6")).install(layer);
            var values = layer.weight().value(pass(1, 0)).toFloats();
            for (int block = 0; block < 12; block++) {
                var some = Arrays.copyOfRange(values, 6 * block, 6 * block + 6);
                assertThat(some).containsOnly(some[0]);
            }
            assertThat(values).contains(0, 2);
            assertThatThrownBy(
                            () -> NoisePlan.parse(List.of("weight=pq,block=8")).install(layer))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("12")
                    .hasMessageContaining("weight=none");
        }
    }

    @Test
    void blocksOfTurnedMatricesRunDownTheInputs() {
        try (var layer = new Linear(16, 5, Linear.Layout.IN_OUT, Initializer.constant(1), null)) {
            layer.initialize(KEY);
            NoisePlan.parse(List.of("weight=pq,rate=0.5,block=8")).install(layer);
            var values = layer.weight().value(pass(1, 0)).toFloats(); // [16, 5]
            for (int output = 0; output < 5; output++) {
                for (int input = 0; input < 16; input++) {
                    assertThat(values[5 * input + output]).isEqualTo(values[5 * (input / 8 * 8) + output]);
                }
            }
            assertThat(values).contains(0, 2);
        }
    }

    @Test
    void aRateOfOneRoundsEverything() {
        try (var layer = golden()) {
            var parameter = noisy(layer, "int8,rate=1");
            var expected = Golden.weight();
            var grids = Grids.fit("w", Golden.rows(), 8, Granularity.TENSOR);
            grids.snap(0, expected, expected.length);
            assertThat(parameter.value(pass(0, 0)).toFloats()).containsExactly(expected);
        }
        assertThatThrownBy(() -> NoiseRule.parse("*=pq,rate=1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pq-exact");
    }

    @Test
    void exactNoiseSubstitutesCentroids() {
        try (var layer = golden()) {
            var parameter = noisy(layer, "pq-exact,rate=1,block=4,centroids=16");
            var values = parameter.value(pass(0, 0)).toFloats();
            var different = new java.util.HashSet<List<Float>>();
            for (int block = 0; block < 512; block++) {
                different.add(List.of(
                        values[4 * block], values[4 * block + 1], values[4 * block + 2], values[4 * block + 3]));
            }
            assertThat(different).hasSize(16);
        }
    }

    @Test
    void meanNoiseSubstitutesTheMeanBlock() {
        try (var layer = golden()) {
            var parameter = noisy(layer, "mean,rate=1,block=32");
            var values = parameter.value(pass(0, 0)).toFloats();
            var plain = Golden.weight();
            for (int i = 0; i < 32; i++) {
                double sum = 0;
                for (int o = 0; o < 64; o++) sum += plain[32 * o + i];
                assertThat((double) values[i]).isCloseTo(sum / 64, within(1e-6));
                assertThat(values[32 * 63 + i]).isEqualTo(values[i]);
            }
        }
    }

    @Test
    void gridsAreLookedForAnewAtMultiplesOfTheInterval() {
        try (var layer = golden()) {
            var parameter = noisy(layer, "int8,rate=1,refresh=10");
            float before = parameter.value(pass(3, 0)).toFloats()[0];
            parameter.assign(Tensors.of(Golden.weight(), 64, 32).mul(0.01));
            var stale = parameter.value(pass(9, 0)).toFloats();
            assertThat(stale).contains(0); // the old grid is too coarse
            var state = parameter.transform().state();
            try (var resumed = golden()) {
                resumed.weight().assign(parameter.master());
                var again = noisy(resumed, "int8,rate=1,refresh=10");
                again.transform().load(state);
                assertThat(again.value(pass(9, 0)).toFloats()).containsExactly(stale);
                float fresh = again.value(pass(10, 0)).toFloats()[0];
                assertThat(fresh).isEqualTo(parameter.value(pass(10, 0)).toFloats()[0]);
                assertThat(fresh).isCloseTo(before * 0.01f, within(1e-6f));
            }
        }
    }

    @Test
    void noisesStandOverOneAnother() {
        try (var layer = golden()) {
            NoisePlan.parse(List.of("weight=pq,rate=0.5,rescale=false")).install(layer);
            NoisePlan.parse(List.of("weight=int8,rate=1")).install(layer);
            var values = layer.weight().value(pass(0, 0)).toFloats();
            var grids = Grids.fit("w", WeightRows.of(values, 32), 8, Granularity.TENSOR);
            assertThat(grids.meanSquaredError(WeightRows.of(values, 32))).isLessThan(1e-9);
            long zeroBlocks = java.util.stream.IntStream.range(0, 256)
                    .filter(block -> values[8 * block] == 0 && values[8 * block + 7] == 0)
                    .count();
            assertThat(zeroBlocks).isBetween(80L, 180L);
            assertThat(layer.weight().transform().state()).containsKey("noise.int8.scales");
        }
    }

    @Test
    void ratesFollowTheirSchedule() {
        var schedule = RateSchedule.parse("0:0.2:100");
        assertThat(schedule.at(0)).isZero();
        assertThat(schedule.at(50)).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.at(100)).isEqualTo(0.2);
        assertThat(schedule.at(100_000)).isEqualTo(0.2);
        assertThat(RateSchedule.parse(schedule.toString())).isEqualTo(schedule);
        assertThatThrownBy(() -> RateSchedule.parse("0.1:0.2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.1:0.2");
    }

    @Test
    void theFirstRuleThatFitsDecidesAndEveryRuleMustFit() {
        try (var both = new Pair()) {
            both.initialize(KEY);
            var chosen = NoisePlan.parse(List.of("two.*=none", "*=int8")).install(both);
            assertThat(chosen).containsOnlyKeys("one.weight");
            assertThatThrownBy(() ->
                            NoisePlan.parse(List.of("*=int8", "three.*=none")).install(both))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("three.*");
            assertThatThrownBy(() -> NoisePlan.parse(List.of("*.bias=int8")).install(both))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one.weight");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.w=pq",
                "a|b=int4,rate=0:0.5:10,grids=group-64",
                "*=pq-exact,block=4,refresh=7,redraw=step",
                "*=none",
                "*=int8,grids=histogram,legacy=true",
                "*=mean,block=16,rate=0.05",
                "x=pq,rescale=false"
            })
    void rulesAreReadAsTheyAreWritten(String text) {
        var rule = NoiseRule.parse(text);
        assertThat(NoiseRule.parse(rule.toString())).isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*=noise",
                "*=pq,rate",
                "*=pq,rate=2",
                "*=pq,speed=1",
                "=pq",
                "*=pq,block=0",
                "*=int8,grids=row",
                "*=int8,legacy=true,grids=channel",
                "*=mean,refresh=0",
                "*=pq-exact,centroids=257",
                "*=pq,redraw=never",
                "*=pq,rescale=yes",
                "*=pq,block=x"
            })
    void wrongRulesAreRefused(String text) {
        assertThatThrownBy(() -> NoiseRule.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
