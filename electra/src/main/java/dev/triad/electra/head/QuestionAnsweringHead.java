// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;

/// BERT's question answering: where the answer starts and ends, each on its own.
public final class QuestionAnsweringHead extends Head {
    /// The logit of padding, where no answer is.
    private static final double NOWHERE = -10_000;

    private final Linear outputs;

    public QuestionAnsweringHead(EncoderConfig config) {
        outputs = child(
                "qa_outputs", new Linear(config.hiddenSize(), 2, Initializer.glorotUniform(config.hiddenSize(), 2)));
    }

    @Override
    public Prediction.Spans forward(EncoderInput input, Tensor hidden, Pass pass) {
        var both = input.padded(outputs.forward(hidden, pass), NOWHERE); // [B, T, 2]
        return new Prediction.Spans(both.select(-1, 0), both.select(-1, 1));
    }
}
