// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import dev.triad.core.random.RandomKey;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.scalar.Granularity;
import dev.triad.quant.scalar.Grid;
import dev.triad.quant.scalar.Grids;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What noise learned about a weight when it last looked: its grids, its mean block, its codebook. It looks in the
/// first step and again whenever a multiple of the refresh interval was passed; between that, a resumed run needs
/// what it had.
final class Memory {
    /// Passes of k-means over a weight that was never clustered, and over one that has a codebook from earlier.
    private static final int FIRST_ITERATIONS = 15;

    private static final int LATER_ITERATIONS = 5;

    private final NoiseSettings settings;
    private final String prefix;
    private long looked = -1;
    private @Nullable Grids grids;
    private float @Nullable [] vectors;

    Memory(NoiseSettings settings) {
        this.settings = settings;
        prefix = "noise." + settings.kind() + ".";
    }

    /// Whether it is time to look at the weight.
    boolean isDue(long step) {
        if (settings.kind() == NoiseKind.PQ) return false;
        return looked < 0 || looked > step || step / settings.refresh() > looked / settings.refresh();
    }

    /// Looks at the weight.
    void refresh(String name, WeightRows weights, long step, RandomKey key, int threads) {
        switch (settings.kind()) {
            case INT8, INT4 -> grids = Grids.fit(name, weights, settings.kind().bits(), settings.grids());
            case MEAN -> vectors = mean(weights);
            case PQ_EXACT -> vectors = codebook(name, weights, key.named(Long.toString(step)), threads);
            case PQ, NONE -> {}
        }
        looked = step;
    }

    private float[] mean(WeightRows weights) {
        int block = settings.block();
        var sums = new double[block];
        weights.forTilesOf(block, (_, values, count) -> {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < block; j++) sums[j] += values[i * block + j];
            }
        });
        var mean = new float[block];
        for (int j = 0; j < block; j++) mean[j] = (float) (sums[j] * block / weights.count());
        return mean;
    }

    private float[] codebook(String name, WeightRows weights, RandomKey key, int threads) {
        int block = settings.block();
        var before = vectors;
        var found = before == null
                ? KMeans.run(
                        name,
                        weights,
                        block,
                        KMeans.worthwhile(settings.centroids(), weights.count() / block),
                        FIRST_ITERATIONS,
                        key,
                        threads)
                : KMeans.run(name, weights, block, before, LATER_ITERATIONS, key, threads);
        return found.centroids();
    }

    /// What noise does to the weight now.
    Distortion distortion(double rate) {
        int block = settings.block();
        return switch (settings.kind()) {
            case PQ -> new Distortion.Drop(block, settings.rescale() ? (float) (1 / (1 - rate)) : 1);
            case INT8, INT4 ->
                settings.legacy()
                        ? new Distortion.RoundLegacy(requireSeen(grids))
                        : new Distortion.Round(requireSeen(grids));
            case MEAN -> new Distortion.Replace(requireSeen(vectors));
            case PQ_EXACT -> new Distortion.Encode(requireSeen(vectors), block);
            case NONE -> throw new IllegalStateException("there is no noise to make");
        };
    }

    private static <T> T requireSeen(@Nullable T thing) {
        if (thing == null) throw new IllegalStateException("noise has not looked at its weight yet");
        return thing;
    }

    /// The weight within the range of its only grid: outside, it gets no gradient.
    Tensor clip(Tensor plain) {
        var grid = requireSeen(grids).at(0);
        return plain.clamp(grid.lowest(), grid.highest());
    }

    SequencedMap<String, Tensor> state() {
        var state = new LinkedHashMap<String, Tensor>();
        if (looked < 0) return state;
        state.put(prefix + "looked", Tensors.of(new long[] {looked}));
        var seenGrids = grids;
        if (seenGrids != null) {
            state.put(prefix + "scales", Tensors.of(seenGrids.scales()));
            state.put(prefix + "zeros", Tensors.of(seenGrids.zeros()));
            state.put(prefix + "span", Tensors.of(new long[] {seenGrids.span()}));
        }
        var seenVectors = vectors;
        if (seenVectors != null) state.put(prefix + "vectors", Tensors.of(seenVectors));
        return state;
    }

    void load(Map<String, Tensor> state) {
        var when = state.get(prefix + "looked");
        if (when == null) return; // it had not looked yet
        grids = null;
        vectors = null;
        if (settings.kind().isScalar()) {
            var scales = required(state, prefix + "scales").toFloats();
            var zeros = required(state, prefix + "zeros").toFloats();
            long span = required(state, prefix + "span").toLongs()[0];
            var all = new ArrayList<Grid>();
            for (int i = 0; i < scales.length; i++) {
                all.add(new Grid(settings.kind().bits(), scales[i], zeros[i]));
            }
            boolean one = settings.grids() == Granularity.TENSOR || settings.grids() == Granularity.HISTOGRAM;
            if (scales.length != zeros.length || (one && scales.length != 1)) {
                throw new IllegalArgumentException(scales.length + " grids, saved with other noise settings");
            }
            grids = new Grids(span, all);
        } else if (settings.kind() != NoiseKind.PQ) {
            vectors = required(state, prefix + "vectors").toFloats();
            if (vectors.length % settings.block() != 0) {
                throw new IllegalArgumentException("blocks that were saved with other noise settings");
            }
        }
        looked = when.toLongs()[0];
    }

    private static Tensor required(Map<String, Tensor> state, String name) {
        var tensor = state.get(name);
        if (tensor == null) throw new IllegalArgumentException("there is no " + name);
        return tensor;
    }
}
