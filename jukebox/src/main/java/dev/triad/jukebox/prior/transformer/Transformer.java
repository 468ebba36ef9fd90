// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.nn.Recomputation;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// The layers of a prior, or of its lyrics encoder. No norm follows the last one.
public final class Transformer extends Module {
    private final TransformerConfig config;
    private final LayerStack<TransformerBlock> layers;

    public Transformer(TransformerConfig config) {
        this.config = config;
        layers = child(
                "_attn_mods",
                new LayerStack<>(LayerStack.Plan.of(config.depth()), layer -> new TransformerBlock(config, layer)));
    }

    public TransformerConfig config() {
        return config;
    }

    /// What the layers make of x.
    ///
    /// @param output [B, T, width]
    /// @param rest what is left to do once a loss of the output has been differentiated
    public record Result(Tensor output, Runnable rest) {}

    /// x [B, T, width] → the same shape, T being all positions.
    ///
    /// @param lyrics encoded lyrics [B, S, width], where the order has layers that look at them
    public Tensor forward(Tensor x, @Nullable Tensor lyrics, Pass pass) {
        var masks = new CausalMasks(config, pass);
        return layers.forward(x, pass, (layer, h) -> through(layer, h, lyrics, masks, pass));
    }

    /// Where nobody wants gradients, what a layer computes is freed as soon as the next one begins.
    private static Tensor through(
            TransformerBlock layer, Tensor h, @Nullable Tensor lyrics, CausalMasks masks, Pass pass) {
        if (NoGrad.gradientsEnabled()) return layer.forward(h, lyrics, masks, pass);
        try (var scope = Scope.open()) {
            return scope.handOver(layer.forward(h, lyrics, masks, pass));
        }
    }

    /// The same in training.
    ///
    /// @param lyrics a leaf, if layers are computed again
    /// @param recompute spare memory by computing layers again when their gradients are due
    public Result train(Tensor x, @Nullable Tensor lyrics, boolean recompute, Pass pass) {
        if (!recompute) return new Result(forward(x, lyrics, pass), () -> {});
        var masks = new CausalMasks(config, pass);
        var again = new Recomputation<>(layers, x, pass, (layer, h) -> layer.forward(h, lyrics, masks, pass));
        return new Result(again.top(), again::backward);
    }

    /// What enters layer `layer` [B, T, width]; `depth` names what leaves the last.
    public Tensor entering(int layer, Tensor x, @Nullable Tensor lyrics, Pass pass) {
        if (layer < 0 || layer > config.depth()) {
            throw new IllegalArgumentException("layer must be 0 to " + config.depth() + ", not " + layer);
        }
        var masks = new CausalMasks(config, pass);
        var h = x;
        for (var block : layers.layers().subList(0, layer)) h = through(block, h, lyrics, masks, pass);
        return h;
    }

    /// How much each position of the music looks at each of the lyrics, in one layer: [B, heads, T, S].
    public Tensor lyricWeights(int layer, Tensor x, @Nullable Tensor lyrics, Pass pass) {
        if (layer < 0 || layer >= config.depth()) {
            throw new IllegalArgumentException("layer must be 0 to " + (config.depth() - 1) + ", not " + layer);
        }
        return layers.layers().get(layer).weights(entering(layer, x, lyrics, pass), lyrics, pass);
    }

    /// What generation keeps of the past, all empty.
    ///
    /// @param batch sequences that are generated at once
    public StepState begin(int batch, @Nullable Tensor lyrics, Pass pass) {
        return new StepState(config, layers.layers(), batch, lyrics, pass);
    }
}
