// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The past of a sequence that grows: for every layer just those keys and values that its pattern may still want,
/// laid out so that a step reads nothing else. Steps one by one, or many at once, give what the full pass gives.
public final class StepState implements AutoCloseable {
    private final TransformerConfig config;
    private final List<TransformerBlock> layers;
    private final List<LayerCache> caches = new ArrayList<>();
    private int position;

    StepState(TransformerConfig config, List<TransformerBlock> layers, int batch, @Nullable Tensor lyrics, Pass pass) {
        this.config = config;
        this.layers = layers;
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            for (var layer : layers) caches.add(LayerCache.of(config, layer.attention(), batch, lyrics, pass));
        }
    }

    /// Positions seen so far.
    public int position() {
        return position;
    }

    /// Bytes that the past takes.
    public long bytes() {
        return caches.stream().mapToLong(LayerCache::bytes).sum();
    }

    /// The keys and values that a layer keeps, in the order of its pattern: [groups, 2, batch, heads, slots, d], where
    /// groups are the columns for patterns that look along them, two rows for those that look at the one before,
    /// and else one.
    public float[] kept(int layer) {
        try (var _ = Scope.open()) {
            return caches.get(layer).kept.to(DType.F32).toFloats();
        }
    }

    /// Takes the next positions x [B, m, width] in and gives what leaves the last layer, [B, m, width].
    public Tensor extend(Tensor x, Pass pass) {
        int count = (int) x.size(1);
        if (count < 1 || position + count > config.positions()) {
            throw new IllegalArgumentException("positions " + position + " to " + (position + count)
                    + " are not within the " + config.positions() + " of this model");
        }
        try (var scope = Scope.open();
                var _ = NoGrad.open()) {
            int columns = config.rowLength();
            var parts = new ArrayList<Tensor>();
            // A piece lies within one row: then no pattern needs more than one small product.
            for (int from = 0; from < count; ) {
                int length = Math.min(count - from, columns - position % columns);
                parts.add(piece(length == count ? x : x.narrow(1, from, length), pass));
                position += length;
                from += length;
            }
            return scope.handOver(parts.size() == 1 ? parts.getFirst() : Tensors.cat(parts, 1));
        }
    }

    /// What is computed on the way is freed at once: a long beginning would fill the memory with it.
    private Tensor piece(Tensor x, Pass pass) {
        try (var piece = Scope.open()) {
            var h = x;
            for (int i = 0; i < layers.size(); i++) {
                try (var scope = Scope.open()) {
                    h = scope.handOver(layers.get(i).extend(h, caches.get(i), position, pass));
                }
            }
            return piece.handOver(h);
        }
    }

    @Override
    public void close() {
        caches.forEach(LayerCache::close);
    }
}
