// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.train.PriorPreset;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentTest {
    private static final CodeLevels LEVELS = new CodeLevels(8000, List.of(4, 8, 16), 8);
    private static final PriorConfig SEPARATE = PriorPreset.SMOKE.recipe().config(LEVELS, 3, 3);

    private static final PriorConfig SINGLE = PriorPreset.SMOKE
            .recipe()
            .with(Map.of("lyrics", "single", "order", 12, "depth", 16, "heads", 2))
            .config(LEVELS, 3, 3);

    private static PriorConfig config(String form) {
        return form.equals("single") ? SINGLE : SEPARATE;
    }

    private static Prior prior(PriorConfig config) {
        var prior = new Prior(config);
        prior.initialize(RandomKey.of(1));
        return prior;
    }

    private static int[] counting(int count, int modulo) {
        return IntStream.range(0, count).map(i -> i % modulo).toArray();
    }

    private static Request request(int characters) {
        return Request.of(new LabelIds(1, List.of(1)), 1600, counting(characters, 70));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "separate"})
    void everyCodeHasTheWeightsOfItsEarliestWindowAtTheirPlacesInTheLyrics(String form) {
        var config = config(form);
        try (var prior = prior(config);
                var _ = Scope.open()) {
            var request = request(20);
            int[] codes = counting(40, 8);
            var head = Alignment.heads(config).getLast();
            var alignment = Alignment.of(prior, head, request, codes, new int[0], 8, Compute.plain());
            assertThat(alignment.codes()).isEqualTo(40);
            assertThat(alignment.characters()).isEqualTo(20);
            // windows begin at 0, 8, 16 and 24: code 30 is first seen by the one at 16
            var condition = request.condition(config, 16, new int[0]);
            float[] its = prior.alignment(
                            List.of(Arrays.copyOfRange(codes, 16, 32)),
                            List.of(condition),
                            head.layer(),
                            head.head(),
                            Pass.evaluation(Compute.plain()))
                    .select(1, 14)
                    .contiguous()
                    .toFloats();
            // the middle of that window is 384 of 1600 samples: character 4.8, and the eight around it
            for (int c = 0; c < 20; c++) {
                assertThat(alignment.weight(30, c)).as("character " + c).isEqualTo(c < 8 ? its[c] : 0);
            }
        }
    }

    @Test
    void paddingHasNoColumnAndAPieceShorterThanAWindowHasOnlyItsOwnCodes() {
        try (var prior = prior(SEPARATE)) {
            var request = request(5);
            var alignment = Alignment.of(
                    prior,
                    Alignment.heads(SEPARATE).getFirst(),
                    request,
                    counting(7, 8),
                    new int[0],
                    16,
                    Compute.plain());
            assertThat(alignment.weights()).hasDimensions(7, 5);
            for (float[] row : alignment.weights()) {
                double sum = 0;
                for (float weight : row) sum += weight;
                assertThat(sum).isBetween(0.1, 0.99); // three of eight characters are padding
            }
        }
    }

    @Test
    void allHeadsAreThoseOfTheLayersThatLookAtLyrics() {
        assertThat(Alignment.heads(SEPARATE)).containsExactly(new Alignment.Head(3, 0));
        assertThat(Alignment.heads(SINGLE)).containsExactly(new Alignment.Head(15, 0), new Alignment.Head(15, 1));
        var mute = PriorPreset.SMOKE_UPSAMPLER.recipe().config(LEVELS, 3, 3);
        assertThat(Alignment.heads(mute)).isEmpty();
        try (var prior = prior(SINGLE)) {
            var request = request(20);
            int[] codes = counting(16, 8);
            var all = Alignment.all(prior, request, codes, new int[0], 16, Compute.plain());
            assertThat(all).extracting(Alignment::head).containsExactlyElementsOf(Alignment.heads(SINGLE));
            var one = Alignment.of(prior, all.get(1).head(), request, codes, new int[0], 16, Compute.plain());
            assertThat(one.weights()).isDeepEqualTo(all.get(1).weights());
            assertThat(all.get(0).weights()).isNotEqualTo(one.weights());
            assertThat(all).contains(Alignment.clearest(all));
            assertThatThrownBy(() -> Alignment.of(
                            prior, new Alignment.Head(3, 0), request, codes, new int[0], 16, Compute.plain()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("layer 3, head 0 does not look at lyrics; these do: layers 15, heads 0 to 1");
        }
    }

    /// A song of 100 characters in 100 codes.
    private static Alignment drawn(IntUnaryOperator place) {
        var weights = new float[100][100];
        for (int t = 0; t < 100; t++) weights[t][place.applyAsInt(t)] = 1;
        return Alignment.of(weights);
    }

    @Test
    void aStraightLineIsAllDiagonalAndAMirroredOneRunsBackwards() {
        var line = drawn(t -> t);
        assertThat(line.diagonal()).isEqualTo(1);
        assertThat(line.monotonicity()).isCloseTo(1, within(1e-12));
        assertThat(line.even()).isBetween(0.18, 0.2);
        var back = drawn(t -> 99 - t);
        assertThat(back.diagonal()).isCloseTo(0.1, within(0.011));
        assertThat(back.monotonicity()).isCloseTo(-1, within(1e-12));
        var still = drawn(_ -> 50);
        assertThat(still.monotonicity()).isZero();
        assertThat(still.diagonal()).isBetween(0.18, 0.22);
        assertThat(Alignment.clearest(List.of(back, line, still))).isSameAs(line);
    }

    /// 100 codes in windows of ten characters that move on after every ten codes.
    private static Alignment inWindows(IntUnaryOperator place) {
        var weights = new float[100][10];
        for (int t = 0; t < 100; t++) weights[t][place.applyAsInt(t % 10)] = 1;
        return Alignment.moving(weights, 10);
    }

    @Test
    void aWindowThatMovesOnIsNotTakenForAHeadThatDoes() {
        assertThat(inWindows(_ -> 0).monotonicity()).isZero();
        assertThat(inWindows(t -> t).monotonicity()).isCloseTo(1, within(1e-12));
        assertThat(inWindows(t -> 9 - t).monotonicity()).isCloseTo(-1, within(1e-12));
    }
}
