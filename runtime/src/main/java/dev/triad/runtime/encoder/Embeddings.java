// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.runtime.matrix.Activation;
import dev.triad.runtime.matrix.Matrix;
import dev.triad.runtime.model.EncoderConfig;
import dev.triad.runtime.model.Family;
import dev.triad.runtime.work.Scratch;
import dev.triad.runtime.work.Turn;
import org.jspecify.annotations.Nullable;

/// Token, segment and position tables, summed and normalised, and ELECTRA's projection. Tables stay as they are
/// stored; rows are decoded when a token needs them.
final class Embeddings {
    private static final int CHUNK = 16;

    private final EncoderConfig config;
    private final Linears linears;
    private final PackedWeight words;
    private final PackedWeight positions;
    private final PackedWeight types;
    private final Norm norm;
    private final @Nullable Matrix projection;

    Embeddings(EncoderConfig config, Linears linears) throws ModelFileException {
        this.config = config;
        this.linears = linears;
        String prefix = config.family().modelType() + ".";
        int width = config.embeddingSize();
        var weights = linears.weights();
        words = weights.matrix(prefix + "embeddings.word_embeddings.weight", config.vocabSize(), width);
        positions = weights.matrix(prefix + "embeddings.position_embeddings.weight", config.positions(), width);
        types = weights.matrix(prefix + "embeddings.token_type_embeddings.weight", config.segments(), width);
        norm = Norm.of(linears.kernels(), weights, prefix + "embeddings.LayerNorm", width, config.epsilon());
        projection = config.projects() ? linears.get(prefix + "embeddings_project", config.hiddenSize(), width) : null;
    }

    /// The token table, to which output layers are tied.
    PackedWeight words() {
        return words;
    }

    /// Tokens [N] → [N, H], rows `stride` apart.
    ///
    /// @throws IllegalArgumentException when a row is too long, or an id is outside its table
    float[] forward(TokenBatch batch, Turn turn, int stride) {
        var scratch = turn.scratch();
        var hidden = scratch.floats(Scratch.Use.HIDDEN, batch.tokens() * stride);
        int width = config.embeddingSize();
        var embedded = projection == null ? hidden : scratch.floats(Scratch.Use.EMBEDDED, batch.tokens() * width);
        int embeddedStride = projection == null ? stride : width;
        for (int row = 0; row < batch.rows().size(); row++) {
            embed(batch.rows().get(row), batch.starts()[row], embedded, embeddedStride, turn);
        }
        if (projection != null) {
            projection.multiply(turn, embedded, embeddedStride, batch.tokens(), Activation.NONE, hidden);
        }
        return hidden;
    }

    private void embed(TokenRow row, int first, float[] target, int stride, Turn turn) {
        if (row.length() > config.maxLength()) {
            throw new IllegalArgumentException("the input has " + row.length()
                    + " tokens, the model's position table ends at " + config.maxLength());
        }
        int[] places = places(row);
        int width = config.embeddingSize();
        turn.each(Math.ceilDiv(row.length(), CHUNK), (chunk, scratch) -> {
            var other = scratch.floats(Scratch.Use.ROW, width);
            int end = Math.min(row.length(), (chunk + 1) * CHUNK);
            for (int i = chunk * CHUNK; i < end; i++) {
                int to = (first + i) * stride;
                words.decodeRow(required("token id", row.ids()[i], config.vocabSize()), target, to);
                types.decodeRow(required("segment id", row.types()[i], config.segments()), other, 0);
                linears.kernels().add(target, to, other, 0, width);
                positions.decodeRow(places[i], other, 0);
                linears.kernels().add(target, to, other, 0, width);
                norm.apply(target, to);
            }
        });
    }

    private static int required(String what, int id, int size) {
        if (id < 0 || id >= size) {
            throw new IllegalArgumentException(what + " " + id + " is outside the model's table of " + size);
        }
        return id;
    }

    /// A token's column, or for RoBERTa the padding's id plus the running count of tokens that are no padding, and
    /// that id itself for those that are.
    private int[] places(TokenRow row) {
        var places = new int[row.length()];
        int running = 0;
        for (int i = 0; i < places.length; i++) {
            if (config.family() != Family.ROBERTA) {
                places[i] = i;
            } else {
                places[i] = row.ids()[i] == config.padding() ? config.padding() : config.padding() + ++running;
            }
        }
        return places;
    }
}
