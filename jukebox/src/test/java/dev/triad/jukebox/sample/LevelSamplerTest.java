// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.prior.Condition;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.SamplingRule;
import dev.triad.jukebox.prior.Sines;
import dev.triad.jukebox.prior.train.PriorPreset;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelSamplerTest {
    private static final CodeLevels LEVELS = new CodeLevels(8000, List.of(4, 8, 16), 8);
    private static final PriorConfig TOP = PriorPreset.SMOKE.recipe().config(LEVELS, 3, 3);
    private static final PriorConfig BOTTOM =
            PriorPreset.SMOKE_UPSAMPLER.recipe().config(LEVELS, 3, 3);

    private static List<Request> requests(int count) {
        return Collections.nCopies(
                count,
                Request.of(LabelIds.UNKNOWN, 16_000, IntStream.range(1, 40).toArray()));
    }

    private static int[][] rows(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(_ -> IntStream.range(0, length).toArray())
                .toArray(int[][]::new);
    }

    /// Goes on by one from the last code, and checks what it is told.
    private static LevelSampler counter(PriorConfig config, int hop, int batch, List<Long> starts) {
        return new LevelSampler(config, hop, batch, () -> source(config, starts));
    }

    private static LevelSampler.Source source(PriorConfig config, List<Long> starts) {
        return new LevelSampler.Source() {
            @Override
            public LevelSampler.Window window(List<Condition> conditions) {
                return counterWindow(config, conditions, starts);
            }

            @Override
            public void close() {}
        };
    }

    private static LevelSampler.Window counterWindow(
            PriorConfig config, List<Condition> conditions, List<Long> starts) {
        return new LevelSampler.Window() {
            private final long start = conditions.getFirst().timing().offset() / config.hop();
            private int next = -1;

            @Override
            public void append(int[][] known) {
                starts.add(start);
                assertThat(known).hasDimensions(conditions.size(), known[0].length);
                int[] codes = known[0];
                for (int i = 0; i < codes.length; i++) assertThat(codes[i]).isEqualTo(start + i);
                next = (int) start + codes.length;
                for (var condition : conditions) check(condition);
            }

            private void check(Condition condition) {
                assertThat(condition.timing().length()).isEqualTo(config.sampleLength());
                assertThat(condition.lyrics()).hasSize(config.lyricTokens());
                int[] upper = condition.upper();
                for (int i = 0; i < upper.length; i++) assertThat(upper[i]).isEqualTo((int) start / 2 + i);
            }

            @Override
            public int[] draw(long place, int firstSample) {
                assertThat(place).isEqualTo(next);
                assertThat(place).isBetween(start, start + config.window() - 1);
                var codes = new int[conditions.size()];
                Arrays.fill(codes, next++);
                return codes;
            }

            @Override
            public void close() {}
        };
    }

    @ParameterizedTest
    @CsvSource({"16, 8, 1, 0", "100, 8, 2, 0", "100, 2, 3, 0", "100, 16, 5, 7", "50, 4, 4, 49", "10, 4, 2, 3"})
    void everyCodeIsGeneratedOnceInItsPlace(int total, int hop, int batch, int known) throws IOException {
        for (var config : List.of(TOP, BOTTOM)) {
            var starts = new ArrayList<Long>();
            // A short piece is not followed by codes above; here they go on, so that the check holds.
            int[][] codes = counter(config, hop, batch, starts)
                    .sample(
                            requests(5),
                            rows(5, known),
                            rows(5, 80),
                            total,
                            LevelSampler.Keeper.NONE,
                            Progress.NONE,
                            new StopSignal());
            assertThat(codes).isDeepEqualTo(rows(5, total));
            assertThat(starts.stream().distinct()).isNotEmpty().isSorted(); // batch after batch
        }
    }

    @Test
    void windowsThatBringNothingNewAreLeftOut() throws IOException {
        var starts = new ArrayList<Long>();
        counter(TOP, 4, 8, starts)
                .sample(
                        requests(1),
                        rows(1, 30),
                        new int[0][],
                        40,
                        LevelSampler.Keeper.NONE,
                        Progress.NONE,
                        new StopSignal());
        assertThat(starts).containsExactly(16L, 20L, 24L);
    }

    private static Prior prior(PriorConfig config) {
        return Sines.fill(new Prior(config));
    }

    @Test
    void samplesDoNotDependOnBatchesAndGoOnWhereTheyStopped() throws IOException {
        try (var prior = prior(TOP)) {
            int[][] whole = sampler(prior, 4)
                    .sample(
                            requests(4),
                            rows(4, 0),
                            new int[0][],
                            40,
                            LevelSampler.Keeper.NONE,
                            Progress.NONE,
                            new StopSignal());
            assertThat(whole).hasDimensions(4, 40);
            assertThat(whole[0]).isNotEqualTo(whole[1]);
            int[][] inPairs = sampler(prior, 2)
                    .sample(
                            requests(4),
                            rows(4, 0),
                            new int[0][],
                            40,
                            LevelSampler.Keeper.NONE,
                            Progress.NONE,
                            new StopSignal());
            assertThat(inPairs).isDeepEqualTo(whole);
            var begun = Arrays.stream(whole).map(row -> Arrays.copyOf(row, 21)).toArray(int[][]::new);
            assertThat(sampler(prior, 3)
                            .sample(
                                    requests(4),
                                    begun,
                                    new int[0][],
                                    40,
                                    LevelSampler.Keeper.NONE,
                                    Progress.NONE,
                                    new StopSignal()))
                    .isDeepEqualTo(whole);
            var stop = new StopSignal();
            stop.request();
            assertThat(sampler(prior, 3)
                            .sample(
                                    requests(4),
                                    begun,
                                    new int[0][],
                                    40,
                                    LevelSampler.Keeper.NONE,
                                    Progress.NONE,
                                    stop))
                    .isDeepEqualTo(begun);
        }
    }

    private static LevelSampler sampler(Prior prior, int batch) {
        return new LevelSampler(prior, Map.of(), SamplingRule.PLAIN, 8, batch, RandomKey.of(2), Compute.plain());
    }

    @Test
    void samplesThatCameUnequallyFarGoOnUntilAllAreThere() throws IOException {
        try (var prior = prior(TOP)) {
            int[][] whole = sampler(prior, 4)
                    .sample(
                            requests(5),
                            rows(5, 0),
                            new int[0][],
                            40,
                            LevelSampler.Keeper.NONE,
                            Progress.NONE,
                            new StopSignal());
            var begun = new int[5][];
            int[] counts = {40, 21, 21, 0, 33};
            for (int row = 0; row < begun.length; row++) begun[row] = Arrays.copyOf(whole[row], counts[row]);
            assertThat(sampler(prior, 3)
                            .sample(
                                    requests(5),
                                    begun,
                                    new int[0][],
                                    40,
                                    LevelSampler.Keeper.NONE,
                                    Progress.NONE,
                                    new StopSignal()))
                    .isDeepEqualTo(whole);
        }
    }

    @Test
    void whoeverKeepsTheCodesSeesEveryOneAndMayStopAtAnyMoment() throws IOException {
        try (var prior = prior(TOP)) {
            int[][] whole = sampler(prior, 2)
                    .sample(
                            requests(3),
                            rows(3, 0),
                            new int[0][],
                            24,
                            LevelSampler.Keeper.NONE,
                            Progress.NONE,
                            new StopSignal());
            for (int after : List.of(1, 17, 24, 30, 47)) {
                var stop = new StopSignal();
                int[] seen = {0};
                var kept = new int[1][][];
                int[][] stopped = sampler(prior, 2)
                        .sample(
                                requests(3),
                                rows(3, 0),
                                new int[0][],
                                24,
                                codes -> {
                                    if (++seen[0] != after) return;
                                    kept[0] = codes.get();
                                    stop.request();
                                },
                                Progress.NONE,
                                stop);
                assertThat(stopped).isDeepEqualTo(kept[0]);
                for (int row = 0; row < 3; row++) {
                    assertThat(stopped[row]).isEqualTo(Arrays.copyOf(whole[row], stopped[row].length));
                }
                assertThat(sampler(prior, 3)
                                .sample(
                                        requests(3),
                                        stopped,
                                        new int[0][],
                                        24,
                                        LevelSampler.Keeper.NONE,
                                        Progress.NONE,
                                        new StopSignal()))
                        .isDeepEqualTo(whole);
            }
        }
    }

    @Test
    void shortPiecesCanBeUpsampled() throws IOException {
        try (var prior = prior(BOTTOM)) {
            int[][] codes = sampler(prior, 2)
                    .sample(
                            requests(2),
                            rows(2, 0),
                            rows(2, 5),
                            10,
                            LevelSampler.Keeper.NONE,
                            Progress.NONE,
                            new StopSignal());
            assertThat(codes).hasDimensions(2, 10);
        }
    }

    @Test
    void whatDoesNotFitIsExplained() throws IOException {
        var sampler = counter(BOTTOM, 4, 2, new ArrayList<>());
        var stop = new StopSignal();
        assertThatThrownBy(() -> counter(BOTTOM, 3, 2, new ArrayList<>())).hasMessageContaining("a multiple of 2");
        assertThatThrownBy(() -> sampler.sample(
                        requests(1), rows(1, 0), rows(1, 9), 20, LevelSampler.Keeper.NONE, Progress.NONE, stop))
                .hasMessageContaining("20 codes of level 0 need 10 codes of the level above, but there are 9");
        assertThatThrownBy(() -> sampler.sample(
                        requests(1), rows(1, 0), rows(1, 99), 21, LevelSampler.Keeper.NONE, Progress.NONE, stop))
                .hasMessageContaining("needs a multiple of 2 codes");
        assertThatThrownBy(() -> sampler.sample(
                        requests(2), rows(1, 0), rows(2, 99), 20, LevelSampler.Keeper.NONE, Progress.NONE, stop))
                .hasMessageContaining("2 requests need as many beginnings, not 1");
    }
}
