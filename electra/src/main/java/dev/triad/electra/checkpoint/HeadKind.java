// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.encoder.EncoderFamily;

/// What a model answers. The suffix is that of Hugging Face's class name ("ElectraForPreTraining").
public enum HeadKind {
    NONE("Model"),
    REPLACED_TOKEN("ForPreTraining"),
    MASKED_LM("ForMaskedLM"),
    SEQUENCE_CLASSIFICATION("ForSequenceClassification"),
    /// ELECTRA's own classification head: one linear layer. Hugging Face has no class for it.
    LINEAR_CLASSIFICATION("ForLinearSequenceClassification"),
    TOKEN_CLASSIFICATION("ForTokenClassification"),
    QUESTION_ANSWERING("ForQuestionAnswering"),
    /// ELECTRA's own question answering. Hugging Face has no class for it.
    JOINT_QUESTION_ANSWERING("ForJointQuestionAnswering"),
    MULTIPLE_CHOICE("ForMultipleChoice");

    private final String suffix;

    HeadKind(String suffix) {
        this.suffix = suffix;
    }

    /// The name of the architecture in `config.json`.
    public String architecture(EncoderFamily family) {
        return prefix(family) + suffix;
    }

    private static String prefix(EncoderFamily family) {
        return switch (family) {
            case ELECTRA -> "Electra";
            case BERT -> "Bert";
            case ROBERTA -> "Roberta";
        };
    }

    /// The head of an architecture.
    public static HeadKind parse(String architecture, EncoderFamily family) {
        // BERT's pretraining model is a masked language model with one more head, which nobody uses afterwards.
        if (architecture.equals("BertForPreTraining")) return MASKED_LM;
        for (var kind : values()) {
            boolean exists = kind != REPLACED_TOKEN || family == EncoderFamily.ELECTRA;
            if (exists && kind.architecture(family).equals(architecture)) return kind;
        }
        throw new IllegalArgumentException("architecture '" + architecture
                + "' is not one this encoder has a head for (model type " + family.modelType() + ")");
    }

    /// Whether the head has one output per label of a task.
    public boolean hasLabels() {
        return this == SEQUENCE_CLASSIFICATION || this == LINEAR_CLASSIFICATION || this == TOKEN_CLASSIFICATION;
    }
}
