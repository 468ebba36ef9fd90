// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import java.util.Objects;

/// ELECTRA's discriminator head: is this token the original? A positive logit means it was replaced; the paper's
/// formulas have the opposite sign, its code and all checkpoints this one.
public final class ReplacedTokenHead extends Head {
    private final Activation activation;
    private final Linear dense;
    private final Linear prediction;

    public ReplacedTokenHead(EncoderConfig config) {
        activation = config.hiddenAct();
        int hidden = config.hiddenSize();
        var init = Initializer.truncatedNormal(config.initializerRange());
        dense = child("discriminator_predictions.dense", new Linear(hidden, hidden, init));
        prediction = child(
                "discriminator_predictions.dense_prediction",
                new Linear(hidden, 1, Initializer.glorotUniform(hidden, 1)));
    }

    /// The output bias [1].
    public Parameter bias() {
        return Objects.requireNonNull(prediction.bias());
    }

    /// Tokens [N, H] → logits [N].
    public Tensor logits(Tensor hidden, Pass pass) {
        return prediction
                .forward(activation.apply(dense.forward(hidden, pass)), pass)
                .squeeze(-1);
    }

    @Override
    public Prediction.Logits forward(EncoderInput input, Tensor hidden, Pass pass) {
        return new Prediction.Logits(
                input.padded(logits(hidden, pass).unsqueeze(-1)).squeeze(-1)); // [B, T]
    }
}
