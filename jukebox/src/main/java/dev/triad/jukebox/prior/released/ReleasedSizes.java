// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.released;

import dev.triad.core.data.codes.CodeLevels;
import dev.triad.jukebox.prior.PriorConfig;
import dev.triad.jukebox.prior.PriorShapes;
import dev.triad.jukebox.prior.train.PriorPreset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Which of the published models a checkpoint is. Heads, rows and orders do not show in shapes, so that a prior is
/// recognised only as a whole: every name and every shape must be those of a model that is known.
public final class ReleasedSizes {
    private static final CodeLevels RELEASED = new CodeLevels(44_100, List.of(8, 32, 128), 2048);
    private static final CodeLevels SMALL = new CodeLevels(22_050, List.of(32, 256), 1024);

    private record Model(PriorPreset preset, CodeLevels codes) {}

    private static final List<Model> MODELS = List.of(
            new Model(PriorPreset.UPSAMPLER_0, RELEASED),
            new Model(PriorPreset.UPSAMPLER_1, RELEASED),
            new Model(PriorPreset.PRIOR_5B, RELEASED),
            new Model(PriorPreset.PRIOR_5B_LYRICS, RELEASED),
            new Model(PriorPreset.PRIOR_1B_LYRICS, RELEASED),
            new Model(PriorPreset.SMALL_PRIOR, SMALL),
            new Model(PriorPreset.SMALL_UPSAMPLER, SMALL),
            new Model(PriorPreset.SMALL_LABELLED_PRIOR, SMALL),
            new Model(PriorPreset.SMALL_SINGLE_ENC_DEC_PRIOR, SMALL),
            new Model(PriorPreset.SMALL_SEP_ENC_DEC_PRIOR, SMALL));

    private ReleasedSizes() {}

    /// The sizes of a published prior; the numbers of artists and genres are whatever its tables have.
    ///
    /// @param shapes by released name
    /// @param level whose codes it models, where that is known: the two upsamplers have the same shapes
    /// @throws IllegalArgumentException that says what is missing, or what to give, when it is none of them
    public static PriorConfig of(Map<String, long[]> shapes, OptionalInt level) {
        int artists = rows(shapes, "y_emb.artist_emb.emb.weight");
        int genres = rows(shapes, "y_emb.bow_genre_emb.emb.weight");
        var fitting = new ArrayList<PriorConfig>();
        String nearest = "";
        int fewest = Integer.MAX_VALUE;
        for (var model : MODELS) {
            var config = model.preset().recipe().config(model.codes(), artists, genres);
            var problems = PriorShapes.problems(config, shapes);
            if (problems.isEmpty()) fitting.add(config);
            if (problems.size() < fewest) {
                fewest = problems.size();
                nearest = model.preset() + ", but " + String.join("; ", problems.subList(0, Math.min(4, fewest)));
            }
        }
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException("it is none of the published priors (it is nearest to " + nearest
                    + (fewest > 4 ? "; and " + (fewest - 4) + " more" : "")
                    + "); for sizes of one's own there must be a config.json of a prior beside it");
        }
        var chosen = fitting.stream()
                .filter(config -> level.isEmpty() || config.level() == level.getAsInt())
                .toList();
        if (chosen.size() == 1) return chosen.getFirst();
        var levels = fitting.stream().map(PriorConfig::level).toList();
        throw new IllegalArgumentException(
                chosen.isEmpty()
                        ? "it models the codes of level " + levels.getFirst() + ", not " + level.getAsInt()
                        : "its level does not show: levels " + levels + " have such priors; say which with --level");
    }

    private static int rows(Map<String, long[]> shapes, String name) {
        long @Nullable [] shape = shapes.get(name);
        return shape == null || shape.length != 2 || shape[0] < 1 || shape[0] > 1 << 24 ? 1 : (int) shape[0];
    }
}
