// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerNorm;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;

/// Which token belongs here? A dense layer back to the width of the token table, activation, layer norm, and the
/// table itself as output matrix.
public final class MaskedLanguageHead extends Head {
    private final Activation activation;
    private final Linear dense;
    private final LayerNorm norm;
    private final Parameter bias;
    private final Parameter table;

    /// @param table the encoder's token table, to which the output is tied
    public MaskedLanguageHead(EncoderConfig config, Parameter table) {
        var names = switch (config.family()) {
            case ELECTRA ->
                new Names("generator_predictions.dense", "generator_predictions.LayerNorm", "generator_lm_head.bias");
            case BERT ->
                new Names(
                        "cls.predictions.transform.dense",
                        "cls.predictions.transform.LayerNorm",
                        "cls.predictions.bias");
            case ROBERTA -> new Names("lm_head.dense", "lm_head.layer_norm", "lm_head.bias");
        };
        // ELECTRA and RoBERTa write exact GELU here whatever the layers use; BERT follows its layers.
        activation = switch (config.family()) {
            case ELECTRA, ROBERTA -> Activation.GELU;
            case BERT -> config.hiddenAct();
        };
        int width = config.embeddingSize();
        var init = Initializer.truncatedNormal(config.initializerRange());
        dense = child(names.dense, new Linear(config.hiddenSize(), width, init));
        norm = child(names.norm, new LayerNorm(width, config.layerNormEps()));
        bias = parameter(names.bias, Initializer.zeros(), (long) config.vocabSize());
        this.table = table;
    }

    /// The output bias [V].
    public Parameter bias() {
        return bias;
    }

    private record Names(String dense, String norm, String bias) {}

    /// Chosen tokens [K, H] → logits over the vocabulary [K, V]. Give it the tokens that need an answer and no
    /// others: this product is as wide as the vocabulary.
    public Tensor logits(Tensor chosen, Pass pass) {
        var transformed = norm.forward(activation.apply(dense.forward(chosen, pass)), pass); // [K, E]
        return Functional.linear(transformed, table.value(pass), bias.value(pass));
    }

    @Override
    public Prediction.Logits forward(EncoderInput input, Tensor hidden, Pass pass) {
        return new Prediction.Logits(input.padded(logits(hidden, pass))); // [B, T, V]
    }
}
