// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.model.EncoderConfig;
import dev.triad.runtime.work.Turn;
import java.util.ArrayList;
import java.util.List;

/// The encoder of ELECTRA, BERT and RoBERTa: embeddings and a stack of layers. Immutable; any number of threads may
/// run it, each in a turn of its own.
public final class Encoder {
    private final EncoderConfig config;
    private final Embeddings embeddings;
    private final List<EncoderLayer> layers = new ArrayList<>();

    /// Takes the encoder's weights.
    ///
    /// @throws ModelFileException when one is missing or has another shape
    Encoder(EncoderConfig config, Linears linears) throws ModelFileException {
        this.config = config;
        embeddings = new Embeddings(config, linears);
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = config.family().modelType() + ".encoder.layer." + layer + ".";
            layers.add(new EncoderLayer(config, linears, prefix));
        }
    }

    /// Its sizes.
    public EncoderConfig config() {
        return config;
    }

    /// From one row of hidden states to the next.
    public int stride() {
        return Kernels.padded(config.hiddenSize());
    }

    /// The token table, to which output layers are tied.
    PackedWeight words() {
        return embeddings.words();
    }

    /// Tokens [N] → the last hidden states [N, H], rows [#stride()] apart. They lie in the turn's memory and are
    /// overwritten by the next pass.
    ///
    /// @throws IllegalArgumentException when a row is too long, or an id is outside its table
    public float[] forward(TokenBatch batch, Turn turn) {
        if ((long) batch.tokens() * Math.max(3 * stride(), Kernels.padded(config.intermediateSize()))
                > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a batch of " + batch.tokens() + " tokens is too large for one pass");
        }
        var hidden = embeddings.forward(batch, turn, stride()); // [N, H]
        for (var layer : layers) {
            layer.forward(hidden, batch, turn);
        }
        return hidden;
    }
}
