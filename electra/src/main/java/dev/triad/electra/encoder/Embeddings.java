// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerNorm;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;

/// Token, segment and position tables, summed, normalised, dropped out. ELECTRA's generator and discriminator
/// share the whole of it.
public final class Embeddings extends Module {
    private final EncoderConfig config;
    private final Embedding words;
    private final Embedding positions;
    private final Embedding types;
    private final LayerNorm norm;

    public Embeddings(EncoderConfig config) {
        this.config = config;
        int width = config.embeddingSize();
        var init = Initializer.truncatedNormal(config.initializerRange());
        words = child("word_embeddings", new Embedding(config.vocabSize(), width, init));
        positions = child("position_embeddings", new Embedding(config.maxPositionEmbeddings(), width, init));
        types = child("token_type_embeddings", new Embedding(config.typeVocabSize(), width, init));
        norm = child("LayerNorm", new LayerNorm(width, config.layerNormEps()));
    }

    /// The token table, to which output layers are tied.
    public Embedding words() {
        return words;
    }

    /// The position table.
    public Embedding positions() {
        return positions;
    }

    /// Tokens [N] → [N, E].
    public Tensor forward(EncoderInput input, Pass pass) {
        var sum = words.forward(input.ids(), pass)
                .add(types.forward(input.types(), pass))
                .add(positions.forward(input.positions(), pass)); // [N, E]
        return pass.dropout(norm.forward(sum, pass), config.hiddenDropoutProb());
    }
}
