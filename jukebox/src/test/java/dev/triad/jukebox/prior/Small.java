// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.labels.LabelIds;
import dev.triad.jukebox.labels.LabelRules;
import dev.triad.jukebox.labels.Timing;
import dev.triad.jukebox.labels.TimingRange;
import dev.triad.jukebox.prior.transformer.TransformerConfig;
import java.util.List;

/// The small priors of the reference numbers, and their batch.
final class Small {
    static final List<int[]> CODES =
            List.of(new int[] {3, 1, 4, 1, 5, 2, 6, 5, 3, 5, 0, 7}, new int[] {2, 7, 1, 0, 2, 6, 1, 0, 2, 4, 5, 3});

    private Small() {}

    private static TransformerConfig transformer(int positions, int depth, int order, int prime) {
        return new TransformerConfig(positions, 8, depth, 2, 3, order, 0.5, 1, 1, false, prime, 1);
    }

    static PriorConfig upsampler() {
        return new PriorConfig(
                0,
                8,
                4,
                10,
                transformer(12, 3, 2, 0),
                false,
                new LabelConfig(LabelRules.V2, 7, 5, null),
                new ConditionerConfig(1, 5, 4, 3, 2, false),
                null);
    }

    private static LabelConfig timed() {
        return new LabelConfig(LabelRules.V2, 7, 5, new TimingRange(10, 9.6, 60, 4));
    }

    static PriorConfig top() {
        return new PriorConfig(1, 8, 8, 10, transformer(12, 3, 2, 0), false, timed(), null, null);
    }

    static PriorConfig single() {
        return new PriorConfig(
                1, 8, 8, 10, transformer(18, 16, 12, 6), false, timed(), null, new LyricsConfig.SingleStack(6, 9, 0.4));
    }

    static PriorConfig separate() {
        return new PriorConfig(
                1,
                8,
                8,
                10,
                transformer(12, 10, 8, 0),
                true,
                timed(),
                null,
                new LyricsConfig.Separate(9, 0.4, transformer(6, 3, 2, 0)));
    }

    static PriorConfig unlabelled() {
        return new PriorConfig(1, 8, 8, 10, transformer(12, 3, 2, 0), false, null, null, null);
    }

    static List<PriorConfig> all() {
        return List.of(upsampler(), top(), single(), separate(), unlabelled());
    }

    static List<Condition> conditions(PriorConfig config) {
        long length = config.sampleLength();
        return List.of(
                new Condition(
                        new LabelIds(3, List.of(2, 4)),
                        new Timing(300, 40, length),
                        new int[] {1, 2, 3, 4, 5, 6},
                        new int[] {1, 0, 7, 3, 6, 2}),
                new Condition(
                        new LabelIds(6, List.of(0)),
                        new Timing(500, 0, length),
                        new int[] {0, 0, 8, 7, 1, 2},
                        new int[] {5, 5, 1, 4, 2, 0}));
    }
}
