// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.SamplingRule;
import dev.triad.jukebox.prior.Sines;
import dev.triad.jukebox.prior.train.PriorPreset;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompositionTest {
    private static final CodeLevels LEVELS = new CodeLevels(8000, List.of(4, 8, 16), 8);
    private static final PriorConfig TOP = PriorPreset.SMOKE.recipe().config(LEVELS, 3, 3);
    private static final int[] WORDS = IntStream.range(1, 40).toArray();

    private static PriorConfig upsampler(int level) {
        return PriorPreset.SMOKE_UPSAMPLER.recipe().with(Map.of("level", level)).config(LEVELS, 3, 3);
    }

    private static Composition.Part part(PriorConfig config, List<Integer> opened) {
        return new Composition.Part(
                config,
                () -> {
                    opened.add(config.level());
                    return Sines.fill(new Prior(config));
                },
                SamplingRule.PLAIN,
                4,
                Request.of(LabelIds.UNKNOWN, 16_000, WORDS));
    }

    private static List<Composition.Part> parts(List<Integer> opened) {
        return List.of(part(TOP, opened), part(upsampler(1), opened), part(upsampler(0), opened));
    }

    private static Composition composition(List<Composition.Part> parts, int batch) {
        return new Composition(parts, batch, RandomKey.of(1), Compute.plain());
    }

    private static final Composition.Keeper NOBODY = new Composition.Keeper() {
        @Override
        public void reached(Supplier<Piece> piece) {}

        @Override
        public void completed(Composition.Part part, Prior prior, Piece piece) {}
    };

    private static Piece empty(int samples) {
        return Piece.empty(LEVELS, "", 320, "", samples);
    }

    private static Piece whole(int samples, int batch) throws IOException {
        return composition(parts(new ArrayList<>()), batch)
                .complete(empty(samples), NOBODY, Progress.NONE, new StopSignal());
    }

    @Test
    void levelsAreMadeFromTheTopDownEachOnce() throws IOException {
        var opened = new ArrayList<Integer>();
        var composition = composition(parts(opened), 4);
        composition.requirePossible(empty(3), Long.MAX_VALUE);
        assertThat(opened).isEmpty();
        assertThat(composition.codes(empty(3))).isEqualTo(3 * (20 + 40 + 80));
        var completed = new ArrayList<Integer>();
        var piece = composition.complete(
                empty(3),
                new Composition.Keeper() {
                    @Override
                    public void reached(Supplier<Piece> piece) {
                        assertThat(piece.get().samples()).isEqualTo(3);
                    }

                    @Override
                    public void completed(Composition.Part part, Prior prior, Piece piece) {
                        completed.add(part.config().level());
                        assertThat(prior.config()).isEqualTo(part.config());
                        assertThat(piece.isComplete(part.config().level())).isTrue();
                    }
                },
                Progress.NONE,
                new StopSignal());
        assertThat(opened).containsExactly(2, 1, 0);
        assertThat(completed).containsExactly(2, 1, 0);
        assertThat(composition.isComplete(piece)).isTrue();
        assertThat(composition.codes(piece)).isZero();
        composition.complete(piece, NOBODY, Progress.NONE, new StopSignal());
        assertThat(opened).hasSize(3);
    }

    @Test
    void interruptedAnywhereAPieceBecomesTheSame() throws IOException {
        var whole = whole(3, 3);
        for (int after : List.of(1, 19, 25, 60, 100, 170)) {
            var stop = new StopSignal();
            int[] seen = {0};
            var keeper = new Composition.Keeper() {
                @Override
                public void reached(Supplier<Piece> piece) {
                    if (++seen[0] == after) stop.request();
                }

                @Override
                public void completed(Composition.Part part, Prior prior, Piece piece) {}
            };
            var composition = composition(parts(new ArrayList<>()), 2);
            var stopped = composition.complete(empty(3), keeper, Progress.NONE, stop);
            assertThat(composition.isComplete(stopped)).isFalse();
            assertThat(composition
                            .complete(stopped, NOBODY, Progress.NONE, new StopSignal())
                            .codes())
                    .isDeepEqualTo(whole.codes());
        }
    }

    @Test
    void theBatchChangesNothing() throws IOException {
        assertThat(whole(3, 1).codes()).isDeepEqualTo(whole(3, 3).codes());
    }

    @Test
    void aPromptStaysAsItIs() throws IOException {
        var prompt = whole(2, 2).cut(96, 480);
        var longer = composition(parts(new ArrayList<>()), 2).complete(prompt, NOBODY, Progress.NONE, new StopSignal());
        for (int level = 0; level < 3; level++) {
            for (int sample = 0; sample < 2; sample++) {
                assertThat(longer.codes()[level][sample])
                        .hasSize(longer.total(level))
                        .startsWith(prompt.codes()[level][sample]);
            }
        }
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingIsLoaded() {
        var opened = new ArrayList<Integer>();
        var composition = composition(parts(opened), 2);
        assertThatThrownBy(() -> composition.requirePossible(empty(1), 1000))
                .hasMessageContaining("level 2: the prior needs about");
        var tooLong = Piece.empty(LEVELS, "", 16 * 40_000, "", 1);
        assertThatThrownBy(() -> composition.requirePossible(tooLong, Long.MAX_VALUE))
                .hasMessageContaining("level 2: the window ends 80.00 s into the song, but this model tells time up to"
                        + " 60.00 s only");
        var other = Piece.empty(new CodeLevels(8000, List.of(4, 8, 32), 8), "", 320, "", 1);
        assertThatThrownBy(() -> composition.requirePossible(other, Long.MAX_VALUE))
                .hasMessageContaining("level 2: the prior is for 8 codes of 16 samples at 8000 Hz, the codec makes 8"
                        + " codes of 32 samples at 8000 Hz");
        var lower = composition(List.of(part(upsampler(1), opened)), 2);
        assertThatThrownBy(() -> lower.requirePossible(empty(1), Long.MAX_VALUE))
                .hasMessageContaining("level 1 needs the codes of level 2 for the whole piece");
        assertThatThrownBy(() -> composition(List.of(part(TOP, opened), part(upsampler(0), opened)), 2))
                .hasMessageContaining("not level 0 below level 2");
        assertThat(opened).isEmpty();
    }
}
