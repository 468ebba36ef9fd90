// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Which of several continuations fits? Every choice is a row of its own and gets one score.
public final class MultipleChoiceHead extends Head {
    private final double dropout;
    private final @Nullable Linear summary;
    private final @Nullable Pooler pooler;
    private final Linear classifier;

    public MultipleChoiceHead(EncoderConfig config) {
        dropout = config.hiddenDropoutProb();
        int hidden = config.hiddenSize();
        boolean electra = config.family() == EncoderFamily.ELECTRA;
        summary = electra
                ? child(
                        "sequence_summary.summary",
                        new Linear(hidden, hidden, Initializer.glorotUniform(hidden, hidden)))
                : null;
        pooler = electra ? null : child(config.family().modelType() + ".pooler", new Pooler(config));
        classifier = child("classifier", new Linear(hidden, 1, Initializer.glorotUniform(hidden, 1)));
    }

    /// Scores [B · C, 1]; [#choices] arranges them.
    @Override
    public Prediction.Logits forward(EncoderInput input, Tensor hidden, Pass pass) {
        var first = input.firsts(hidden); // [B · C, H]
        Tensor summarised;
        if (summary != null) summarised = Functional.gelu(summary.forward(first, pass));
        else summarised = pooler == null ? first : pooler.forward(first, pass);
        return new Prediction.Logits(classifier.forward(pass.dropout(summarised, dropout), pass));
    }

    /// Scores of rows [B · C, 1] as [B, C].
    public static Tensor choices(Tensor scores, long perQuestion) {
        return scores.view(-1, perQuestion);
    }
}
