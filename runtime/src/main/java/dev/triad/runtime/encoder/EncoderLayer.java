// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.core.model.ModelFileException;
import dev.triad.runtime.matrix.Activation;
import dev.triad.runtime.matrix.Matrix;
import dev.triad.runtime.model.EncoderConfig;
import dev.triad.runtime.work.Scratch;
import dev.triad.runtime.work.Turn;
import java.util.List;

/// One post-norm block: self-attention and a feed-forward layer, each with residual and layer norm.
final class EncoderLayer {
    private final EncoderConfig config;
    private final List<Matrix> threefold;
    private final Attention attention;
    private final Matrix attentionDense;
    private final Norm attentionNorm;
    private final Matrix intermediate;
    private final Matrix output;
    private final Norm outputNorm;

    EncoderLayer(EncoderConfig config, Linears linears, String prefix) throws ModelFileException {
        this.config = config;
        int hidden = config.hiddenSize();
        int wide = config.intermediateSize();
        threefold = List.of(
                linears.get(prefix + "attention.self.query", hidden, hidden),
                linears.get(prefix + "attention.self.key", hidden, hidden),
                linears.get(prefix + "attention.self.value", hidden, hidden));
        attention = new Attention(config, linears.kernels());
        attentionDense = linears.get(prefix + "attention.output.dense", hidden, hidden);
        attentionNorm = norm(linears, prefix + "attention.output.LayerNorm");
        intermediate = linears.get(prefix + "intermediate.dense", wide, hidden);
        output = linears.get(prefix + "output.dense", hidden, wide);
        outputNorm = norm(linears, prefix + "output.LayerNorm");
    }

    private Norm norm(Linears linears, String name) throws ModelFileException {
        return Norm.of(linears.kernels(), linears.weights(), name, config.hiddenSize(), config.epsilon());
    }

    /// Computed in place: tokens [N, H] → [N, H].
    void forward(float[] x, TokenBatch batch, Turn turn) {
        int tokens = batch.tokens();
        int stride = output.stride();
        var scratch = turn.scratch();
        var heads = scratch.floats(Scratch.Use.THREEFOLD, 3 * tokens * stride); // [N, 3H]
        var context = scratch.floats(Scratch.Use.CONTEXT, tokens * stride);
        var middle = scratch.floats(Scratch.Use.MIDDLE, tokens * stride);
        var wide = scratch.floats(Scratch.Use.WIDE, tokens * intermediate.stride());

        threefold(turn, x, tokens, heads, stride);
        attention.forward(turn, batch, heads, stride, context); // [N, H]
        attentionDense.multiply(turn, context, stride, tokens, Activation.NONE, middle);
        attentionNorm.applyToSum(turn, x, middle, stride, tokens);

        intermediate.multiply(turn, x, stride, tokens, config.activation(), wide); // [N, F]
        output.multiply(turn, wide, intermediate.stride(), tokens, Activation.NONE, middle); // [N, H]
        outputNorm.applyToSum(turn, x, middle, stride, tokens);
    }

    /// Queries, keys and values side by side, as one piece of work.
    private void threefold(Turn turn, float[] x, int tokens, float[] heads, int stride) {
        int first = threefold.get(0).parts(tokens);
        int second = first + threefold.get(1).parts(tokens);
        int all = second + threefold.get(2).parts(tokens);
        turn.each(all, (part, memory) -> {
            int which = part < first ? 0 : part < second ? 1 : 2;
            int within = part < first ? part : part < second ? part - first : part - second;
            threefold
                    .get(which)
                    .multiply(within, x, 0, stride, tokens, Activation.NONE, heads, which * stride, 3 * stride, memory);
        });
    }
}
