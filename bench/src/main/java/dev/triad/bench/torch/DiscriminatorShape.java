// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.torch;

import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerNorm;
import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;

/// A network of ELECTRA-Small's discriminator shape (Clark et al. 2020, table 6): 12 layers, hidden size 256, 4
/// heads, feed-forward 1,024, embeddings of 128 over 30,522 tokens, one logit per token.
public final class DiscriminatorShape extends Module {
    private static final int VOCABULARY = 30_522;
    private static final int EMBEDDING = 128;
    private static final int HIDDEN = 256;
    private static final int DEPTH = 12;

    private final double dropout;
    private final Embedding tokens;
    private final Embedding positions;
    private final Embedding segments;
    private final LayerNorm norm;
    private final Linear projection;
    private final LayerStack<EncoderBlock> layers;
    private final Linear dense;
    private final Linear prediction;

    public DiscriminatorShape(double dropout) {
        this.dropout = dropout;
        var init = Initializer.truncatedNormal(0.02);
        tokens = child("tokens", new Embedding(VOCABULARY, EMBEDDING, init));
        positions = child("positions", new Embedding(512, EMBEDDING, init));
        segments = child("segments", new Embedding(2, EMBEDDING, init));
        norm = child("norm", new LayerNorm(EMBEDDING, 1e-12));
        projection = child("projection", new Linear(EMBEDDING, HIDDEN, init));
        layers = child(
                "layers",
                new LayerStack<>(
                        LayerStack.Plan.of(DEPTH),
                        _ -> new EncoderBlock(HIDDEN, HIDDEN / 64, 4 * HIDDEN, dropout, init)));
        dense = child("dense", new Linear(HIDDEN, HIDDEN, init));
        prediction = child("prediction", new Linear(HIDDEN, 1, init));
    }

    /// ids, segment ids [B, T] and positions [T] (i64) → logits [B, T].
    public Tensor forward(Tensor ids, Tensor segmentIds, Tensor positionIds, Pass pass) {
        var embedded = tokens.forward(ids, pass)
                .add(segments.forward(segmentIds, pass))
                .add(positions.forward(positionIds, pass)); // [B, T, E]
        var x = projection.forward(pass.dropout(norm.forward(embedded, pass), dropout), pass); // [B, T, H]
        x = layers.forward(x, pass, (layer, hidden) -> layer.forward(hidden, pass));
        return prediction.forward(Functional.gelu(dense.forward(x, pass)), pass).squeeze(-1); // [B, T]
    }
}
