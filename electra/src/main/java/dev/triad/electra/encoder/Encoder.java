// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.nn.Recomputation;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The encoder of ELECTRA, BERT and RoBERTa: embeddings, for ELECTRA's small sizes a projection, and a stack of
/// layers. There is no pooler; families that have one keep it with their heads.
public final class Encoder extends Module {
    private final EncoderConfig config;
    private final Embeddings embeddings;
    private final @Nullable Linear projection;
    private final LayerStack<EncoderLayer> layers;

    public Encoder(EncoderConfig config) {
        this(config, LayerStack.Plan.of(config.numHiddenLayers()));
    }

    /// @param plan which layers there are, share weights and may be dropped
    public Encoder(EncoderConfig config, LayerStack.Plan plan) {
        this(config, plan, new Embeddings(config));
    }

    /// An encoder on embeddings that another one owns as well, as ELECTRA's generator and discriminator do.
    public Encoder(EncoderConfig config, LayerStack.Plan plan, Embeddings shared) {
        this.config = config;
        embeddings = child("embeddings", shared);
        // The original left this one layer to its framework's default, Glorot uniform.
        projection = config.projects()
                ? child(
                        "embeddings_project",
                        new Linear(
                                config.embeddingSize(),
                                config.hiddenSize(),
                                Initializer.glorotUniform(config.embeddingSize(), config.hiddenSize())))
                : null;
        layers = child("encoder.layer", new LayerStack<>(plan, _ -> new EncoderLayer(config)));
    }

    public EncoderConfig config() {
        return config;
    }

    public Embeddings embeddings() {
        return embeddings;
    }

    /// Tokens [N] → the last hidden states [N, H].
    public Tensor forward(EncoderInput input, Pass pass) {
        return through(embed(input, pass), pass, (layer, x) -> layer.forward(x, input, pass));
    }

    /// The same where nobody wants gradients: what a layer computes is freed as soon as the next one has begun.
    public Tensor predict(EncoderInput input, Pass pass) {
        return through(embed(input, pass), pass, (layer, x) -> {
            try (var scope = Scope.open();
                    var _ = NoGrad.open()) {
                return scope.handOver(layer.forward(x, input, pass));
            }
        });
    }

    /// The last hidden states in training.
    ///
    /// @param hidden [N, H]
    /// @param rest what is left to do once a loss of them has been differentiated
    public record States(Tensor hidden, Runnable rest) {}

    /// The same in training.
    ///
    /// @param recompute whether to spare memory by computing layers again when their gradients are due
    public States train(EncoderInput input, Pass pass, boolean recompute) {
        if (!recompute || !pass.isTraining()) return new States(forward(input, pass), () -> {});
        var again = new Recomputation<>(layers, embed(input, pass), pass, (layer, x) -> layer.forward(x, input, pass));
        return new States(again.top(), again::backward);
    }

    /// What enters the first layer [N, H] → what leaves the last one.
    private Tensor through(Tensor embedded, Pass pass, LayerStack.Step<EncoderLayer> step) {
        return layers.forward(embedded, pass, step);
    }

    /// What enters the first layer, then what leaves each layer: depth + 1 tensors [N, H].
    public List<Tensor> hiddenStates(EncoderInput input, Pass pass) {
        var states = new ArrayList<Tensor>();
        states.add(embed(input, pass));
        layers.forward(states.getFirst(), pass, (layer, x) -> {
            var next = layer.forward(x, input, pass);
            states.add(next);
            return next;
        });
        return states;
    }

    /// Tokens [N] → what enters the first layer [N, H].
    private Tensor embed(EncoderInput input, Pass pass) {
        var embedded = embeddings.forward(input, pass); // [N, E]
        return projection == null ? embedded : projection.forward(embedded, pass); // [N, H]
    }
}
