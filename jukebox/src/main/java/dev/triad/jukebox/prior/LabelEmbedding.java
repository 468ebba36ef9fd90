// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.labels.TimingRange;
import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Labels as vectors: who plays what becomes the first position of a sequence, where in the song it lies is added
/// to every position.
final class LabelEmbedding extends Module {
    private final LabelConfig config;
    private final Embedding genre;
    private final Embedding artist;
    private @Nullable Times times;

    private record Times(TimingRange range, Embedding total, Embedding absolute, Embedding relative) {}

    LabelEmbedding(LabelConfig config, int width, double initScale) {
        this.config = config;
        var initial = Initializer.normal(0.01 * initScale);
        genre = child("bow_genre_emb.emb", new Embedding(config.genres(), width, initial));
        artist = child("artist_emb.emb", new Embedding(config.artists(), width, initial));
        var range = config.timing();
        if (range != null) {
            times = new Times(
                    range,
                    child("total_length_emb.emb", new Embedding(range.bins(), width, initial)),
                    child("absolute_pos_emb.emb", new Embedding(range.bins(), width, initial)),
                    child("relative_pos_emb.emb", new Embedding(range.bins(), width, initial)));
        }
    }

    /// The artist and the sum of the genres: [B, 1, width].
    Tensor start(List<Condition> conditions, Pass pass) {
        var artists = new ArrayList<int[]>();
        int slots = 1;
        for (var condition : conditions) {
            artists.add(new int[] {condition.labels().artist()});
            slots = Math.max(slots, condition.labels().genres().size());
        }
        var genres = new ArrayList<int[]>();
        var present = new float[conditions.size() * slots];
        for (int row = 0; row < conditions.size(); row++) {
            var its = conditions.get(row).labels().genres();
            var ids = new int[slots];
            for (int i = 0; i < its.size(); i++) {
                ids[i] = its.get(i);
                present[row * slots + i] = 1;
            }
            genres.add(ids);
        }
        var who = artist.forward(Ids.of("artists", artists, 1, config.artists(), 0, pass), pass); // [B, 1, W]
        var what = genre.forward(Ids.of("genres", genres, slots, config.genres(), 0, pass), pass); // [B, G, W]
        var mask = Tensors.of(present, conditions.size(), slots, 1).to(what.device());
        return who.add(what.mul(mask.to(what.dtype())).sum(true, 1));
    }

    /// The times of a window's codes: [B, positions, width], or null for a model that tells no time.
    @Nullable
    Tensor timing(List<Condition> conditions, int positions, Pass pass) {
        var its = times;
        if (its == null) return null;
        var totals = new ArrayList<int[]>();
        var absolutes = new ArrayList<int[]>();
        var relatives = new ArrayList<int[]>();
        for (var condition : conditions) {
            var bins = its.range().bins(condition.timing(), positions);
            totals.add(new int[] {bins.total()});
            absolutes.add(bins.absolute());
            relatives.add(bins.relative());
        }
        int rows = its.range().bins();
        return its.absolute()
                .forward(Ids.of("times", absolutes, positions, rows, 0, pass), pass)
                .add(its.relative().forward(Ids.of("times", relatives, positions, rows, 0, pass), pass))
                .add(its.total().forward(Ids.of("times", totals, 1, rows, 0, pass), pass));
    }
}
