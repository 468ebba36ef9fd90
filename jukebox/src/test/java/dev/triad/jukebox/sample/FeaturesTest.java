// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.prior.Prior;
import dev.triad.jukebox.prior.train.PriorPreset;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    private static final CodeLevels LEVELS = new CodeLevels(8000, List.of(4, 8, 16), 8);

    @Test
    void everyCodeHasARowOfTheFirstWindowThatHasItAndTheMeanIsTheirs() {
        var config = PriorPreset.SMOKE_UPSAMPLER.recipe().config(LEVELS, 3, 3);
        int[] codes = IntStream.range(0, 40).map(i -> i * i % 8).toArray();
        int[] upper = IntStream.range(0, 20).map(i -> i * 3 % 8).toArray();
        var request = Request.of(new LabelIds(1, List.of(1)), 1600);
        try (var prior = new Prior(config);
                var _ = Scope.open()) {
            prior.initialize(RandomKey.of(1));
            var done = new ArrayList<Long>();
            var task = new Progress.Task() {
                @Override
                public void advance(long units) {
                    done.add(units);
                }

                @Override
                public void note(String text) {}
            };
            float[] all = Features.all(prior, 2, request, codes, upper, Compute.plain(), task);
            assertThat(done).containsExactly(16L, 16L, 8L);
            assertThat(all).hasSize(40 * 16);
            // the last window begins at code 24, but only codes 32 to 39 are new
            float[] last = prior.features(
                            List.of(Arrays.copyOfRange(codes, 24, 40)),
                            List.of(request.condition(config, 24, Arrays.copyOfRange(upper, 12, 20))),
                            2,
                            Pass.evaluation(Compute.plain()))
                    .toFloats();
            assertThat(Arrays.copyOfRange(all, 32 * 16, 40 * 16))
                    .containsExactly(Arrays.copyOfRange(last, 8 * 16, 16 * 16));
            float[] mean = Features.mean(prior, 2, request, codes, upper, Compute.plain(), Progress.Task.NONE);
            double sum = 0;
            for (int code = 0; code < 40; code++) sum += all[code * 16 + 5];
            assertThat(mean[5]).isEqualTo((float) (sum / 40));
        }
    }

    @Test
    void whatStandsBehindAShortPieceIsNotSeen() {
        var config = PriorPreset.SMOKE.recipe().config(LEVELS, 3, 3);
        var request = Request.of(new LabelIds(1, List.of(1)), 1600, 1, 2, 3);
        int[] codes = {3, 1, 4, 1, 5};
        try (var prior = new Prior(config)) {
            prior.initialize(RandomKey.of(1));
            float[] alone = Features.all(prior, 4, request, codes, new int[0], Compute.plain(), Progress.Task.NONE);
            int[] longer = {3, 1, 4, 1, 5, 2, 6, 5, 3, 5, 0, 7, 7, 7, 7, 7};
            float[] more = Features.all(prior, 4, request, longer, new int[0], Compute.plain(), Progress.Task.NONE);
            assertThat(alone).containsExactly(Arrays.copyOf(more, alone.length));
        }
    }
}
