// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.hub.onnx.EncoderShape;
import dev.triad.hub.onnx.EncoderShape.Family;
import dev.triad.hub.onnx.EncoderShape.HeadForm;
import dev.triad.hub.onnx.EncoderShape.HiddenAct;

/// What `electra` knows of a model in the words of `hub`'s export; neither knows the other.
final class OnnxShape {
    private OnnxShape() {}

    /// @throws IllegalArgumentException when the head has no ONNX form
    static EncoderShape of(ModelConfig config) {
        var encoder = config.encoder();
        return new EncoderShape(
                switch (encoder.family()) {
                    case ELECTRA -> Family.ELECTRA;
                    case BERT -> Family.BERT;
                    case ROBERTA -> Family.ROBERTA;
                },
                encoder.vocabSize(),
                encoder.embeddingSize(),
                encoder.hiddenSize(),
                encoder.numHiddenLayers(),
                encoder.numAttentionHeads(),
                encoder.intermediateSize(),
                switch (encoder.hiddenAct()) {
                    case GELU -> HiddenAct.GELU;
                    case GELU_NEW -> HiddenAct.GELU_NEW;
                    case RELU -> HiddenAct.RELU;
                },
                encoder.maxPositionEmbeddings(),
                encoder.typeVocabSize(),
                encoder.layerNormEps(),
                encoder.padTokenId(),
                head(config),
                config.labels().size(),
                true);
    }

    private static HeadForm head(ModelConfig config) {
        return switch (config.head()) {
            case NONE -> HeadForm.NONE;
            case REPLACED_TOKEN -> HeadForm.REPLACED_TOKEN;
            case MASKED_LM -> HeadForm.MASKED_LM;
            case SEQUENCE_CLASSIFICATION -> HeadForm.SEQUENCE_CLASSIFICATION;
            case LINEAR_CLASSIFICATION -> HeadForm.LINEAR_CLASSIFICATION;
            case TOKEN_CLASSIFICATION -> HeadForm.TOKEN_CLASSIFICATION;
            case QUESTION_ANSWERING -> HeadForm.QUESTION_ANSWERING;
            case JOINT_QUESTION_ANSWERING, MULTIPLE_CHOICE ->
                throw new IllegalArgumentException("a "
                        + config.head().architecture(config.encoder().family())
                        + " has no ONNX form; of the question answering heads the plain one has");
        };
    }
}
