// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// One answer per row from its first token: a class, several labels at once, or a number.
public final class SequenceClassificationHead extends Head {
    /// What stands between the first token and the answer.
    public enum Form {
        /// Nothing: ELECTRA's own head (Clark et al. 2020, released code).
        LINEAR,
        /// BERT's pooler (dense, tanh).
        POOLER,
        /// A dense layer and GELU: Hugging Face's head for ELECTRA.
        DENSE_GELU,
        /// A dense layer and tanh: RoBERTa's.
        DENSE_TANH;

        /// The form Hugging Face's model of that family has.
        public static Form huggingFace(EncoderConfig config) {
            return switch (config.family()) {
                case ELECTRA -> DENSE_GELU;
                case BERT -> POOLER;
                case ROBERTA -> DENSE_TANH;
            };
        }
    }

    private final Form form;
    private final double dropout;
    private final @Nullable Pooler pooler;
    private final @Nullable Linear dense;
    private final Linear output;

    /// @param labels classes, labels or, for a number, 1
    public SequenceClassificationHead(EncoderConfig config, Form form, int labels) {
        if (labels < 1) throw new IllegalArgumentException("labels must be at least 1, got " + labels);
        this.form = form;
        dropout = config.hiddenDropoutProb();
        int hidden = config.hiddenSize();
        boolean hasDense = form == Form.DENSE_GELU || form == Form.DENSE_TANH;
        pooler = form == Form.POOLER ? child(config.family().modelType() + ".pooler", new Pooler(config)) : null;
        dense = hasDense ? child("classifier.dense", new Linear(hidden, hidden, glorot(hidden, hidden))) : null;
        output = child(
                hasDense ? "classifier.out_proj" : "classifier", new Linear(hidden, labels, glorot(hidden, labels)));
    }

    private static Initializer glorot(int in, int out) {
        return Initializer.glorotUniform(in, out);
    }

    public Form form() {
        return form;
    }

    /// First tokens [B, H] → logits [B, labels].
    public Tensor logits(Tensor first, Pass pass) {
        var x = pooler == null ? first : pooler.forward(first, pass);
        x = pass.dropout(x, dropout);
        if (dense != null) {
            var y = dense.forward(x, pass);
            x = pass.dropout(form == Form.DENSE_GELU ? Functional.gelu(y) : y.tanh(), dropout);
        }
        return output.forward(x, pass);
    }

    @Override
    public Prediction.Logits forward(EncoderInput input, Tensor hidden, Pass pass) {
        return new Prediction.Logits(logits(input.firsts(hidden), pass)); // [B, labels]
    }
}
