// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import dev.triad.torch.nn.Attention;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerNorm;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;

/// One post-norm block: self-attention and a feed-forward layer, each with dropout, residual and layer norm
/// (Devlin et al. 2019).
public final class EncoderLayer extends Module {
    private final EncoderConfig config;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear attentionDense;
    private final LayerNorm attentionNorm;
    private final Linear intermediate;
    private final Linear output;
    private final LayerNorm outputNorm;

    public EncoderLayer(EncoderConfig config) {
        this.config = config;
        int hidden = config.hiddenSize();
        var init = Initializer.truncatedNormal(config.initializerRange());
        query = child("attention.self.query", new Linear(hidden, hidden, init));
        key = child("attention.self.key", new Linear(hidden, hidden, init));
        value = child("attention.self.value", new Linear(hidden, hidden, init));
        attentionDense = child("attention.output.dense", new Linear(hidden, hidden, init));
        attentionNorm = child("attention.output.LayerNorm", new LayerNorm(hidden, config.layerNormEps()));
        intermediate = child("intermediate.dense", new Linear(hidden, config.intermediateSize(), init));
        output = child("output.dense", new Linear(config.intermediateSize(), hidden, init));
        outputNorm = child("output.LayerNorm", new LayerNorm(hidden, config.layerNormEps()));
    }

    /// Computed tokens [N, H] → [N, H].
    public Tensor forward(Tensor x, EncoderInput input, Pass pass) {
        var threefold = input.toRows(Linear.sideBySide(x, pass, query, key, value)); // [B, T, 3H]
        var heads = Attention.splitThree(threefold, config.numAttentionHeads()); // q, k, v [B, A, T, d]
        var context = Attention.attend(
                heads.get(0),
                heads.get(1),
                heads.get(2),
                input.mask(),
                1 / Math.sqrt(config.headSize()),
                config.attentionProbsDropoutProb(),
                pass);
        var attended = input.toTokens(Attention.joinHeads(context)); // [N, H]
        var projected = pass.dropout(attentionDense.forward(attended, pass), config.hiddenDropoutProb());
        var middle = attentionNorm.forward(projected.add(x), pass); // [N, H]

        var wide = config.hiddenAct().apply(intermediate.forward(middle, pass)); // [N, F]
        var narrow = pass.dropout(output.forward(wide, pass), config.hiddenDropoutProb()); // [N, H]
        return outputNorm.forward(narrow.add(middle), pass);
    }
}
