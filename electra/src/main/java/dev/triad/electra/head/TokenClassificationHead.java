// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;

/// One class per token: tagging.
public final class TokenClassificationHead extends Head {
    private final double dropout;
    private final Linear classifier;

    public TokenClassificationHead(EncoderConfig config, int labels) {
        dropout = config.hiddenDropoutProb();
        classifier = child(
                "classifier",
                new Linear(config.hiddenSize(), labels, Initializer.glorotUniform(config.hiddenSize(), labels)));
    }

    /// Tokens [K, H] → logits [K, labels].
    public Tensor logits(Tensor tokens, Pass pass) {
        return classifier.forward(pass.dropout(tokens, dropout), pass);
    }

    @Override
    public Prediction.Logits forward(EncoderInput input, Tensor hidden, Pass pass) {
        return new Prediction.Logits(input.padded(logits(hidden, pass))); // [B, T, labels]
    }
}
