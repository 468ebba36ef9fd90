// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.core.model.ModelFileException;
import dev.triad.runtime.matrix.Activation;
import dev.triad.runtime.matrix.Matrix;
import dev.triad.runtime.model.EncoderConfig;
import dev.triad.runtime.model.Family;
import dev.triad.runtime.work.Scratch;
import dev.triad.runtime.work.Turn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A head of a linear layer, or of two with something between them: all but the joint one for questions are of this
/// form.
///
/// @param dense the first layer, where there are two
/// @param activation what follows it
/// @param norm what follows that, for masked tokens
/// @param output the last layer
record LayeredHead(
        @Nullable Matrix dense,
        Activation activation,
        @Nullable Norm norm,
        Matrix output) implements Head {
    /// The head of a model.
    ///
    /// @throws ModelFileException when a weight is missing or has another shape
    static LayeredHead of(EncoderConfig config, Linears linears, Encoder encoder) throws ModelFileException {
        int hidden = config.hiddenSize();
        int labels = config.labels().size();
        return switch (config.head()) {
            case SEQUENCE_CLASSIFICATION -> classification(config, linears);
            case LINEAR_CLASSIFICATION, TOKEN_CLASSIFICATION -> single(linears.get("classifier", labels, hidden));
            case QUESTION_ANSWERING -> single(linears.get("qa_outputs", 2, hidden));
            case REPLACED_TOKEN ->
                new LayeredHead(
                        linears.get("discriminator_predictions.dense", hidden, hidden),
                        config.activation(),
                        null,
                        linears.get("discriminator_predictions.dense_prediction", 1, hidden));
            case MASKED_LM -> masked(config, linears, encoder);
            case NONE, JOINT_QUESTION_ANSWERING, MULTIPLE_CHOICE ->
                throw new IllegalArgumentException("a head for " + config.head() + " is not of this form");
        };
    }

    private static LayeredHead single(Matrix output) {
        return new LayeredHead(null, Activation.NONE, null, output);
    }

    /// Hugging Face's head of each family, on the first token.
    private static LayeredHead classification(EncoderConfig config, Linears linears) throws ModelFileException {
        int hidden = config.hiddenSize();
        int labels = config.labels().size();
        return switch (config.family()) {
            case BERT ->
                new LayeredHead(
                        linears.get("bert.pooler.dense", hidden, hidden),
                        Activation.TANH,
                        null,
                        linears.get("classifier", labels, hidden));
            case ELECTRA, ROBERTA ->
                new LayeredHead(
                        linears.get("classifier.dense", hidden, hidden),
                        config.family() == Family.ELECTRA ? Activation.GELU : Activation.TANH,
                        null,
                        linears.get("classifier.out_proj", labels, hidden));
        };
    }

    /// ELECTRA and RoBERTa write exact GELU here whatever the layers use; BERT follows its layers. The output is tied
    /// to the token table, which stays as it is stored.
    private static LayeredHead masked(EncoderConfig config, Linears linears, Encoder encoder)
            throws ModelFileException {
        int width = config.embeddingSize();
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
        var weights = linears.weights();
        return new LayeredHead(
                linears.get(names.dense, width, config.hiddenSize()),
                config.family() == Family.BERT ? config.activation() : Activation.GELU,
                Norm.of(linears.kernels(), weights, names.norm, width, config.epsilon()),
                Matrix.ofRows(linears.kernels(), encoder.words(), weights.vector(names.bias, config.vocabSize())));
    }

    private record Names(String dense, String norm, String bias) {}

    @Override
    public float[][] logits(float[] hidden, int stride, int[] tokens, Turn turn) {
        var scratch = turn.scratch();
        int rows = tokens.length;
        int inputs = (dense == null ? output : dense).inputs();
        var x = scratch.floats(Scratch.Use.HEAD_INPUT, rows * inputs);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(hidden, tokens[row] * stride, x, row * inputs, inputs);
        }
        int width = inputs;
        if (dense != null) {
            width = dense.stride();
            var middle = scratch.floats(Scratch.Use.HEAD_MIDDLE, rows * width);
            dense.multiply(turn, x, inputs, rows, activation, middle);
            for (int row = 0; norm != null && row < rows; row++) {
                norm.apply(middle, row * width);
            }
            x = middle;
        }
        var y = scratch.floats(Scratch.Use.HEAD_OUTPUT, rows * output.stride());
        output.multiply(turn, x, width, rows, Activation.NONE, y);
        var logits = new float[rows][];
        for (int row = 0; row < rows; row++) {
            int from = row * output.stride();
            logits[row] = Arrays.copyOfRange(y, from, from + output.outputs());
        }
        return logits;
    }
}
