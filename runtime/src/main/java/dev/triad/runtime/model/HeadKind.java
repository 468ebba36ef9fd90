// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.model;

/// What a model answers, by the suffix of its class ("ElectraForPreTraining").
public enum HeadKind {
    NONE("Model", "vectors of texts"),
    REPLACED_TOKEN("ForPreTraining", "which tokens were replaced"),
    MASKED_LM("ForMaskedLM", "masked tokens"),
    SEQUENCE_CLASSIFICATION("ForSequenceClassification", "classes of texts"),
    /// ELECTRA's own classification head: one linear layer.
    LINEAR_CLASSIFICATION("ForLinearSequenceClassification", "classes of texts"),
    TOKEN_CLASSIFICATION("ForTokenClassification", "tags of words"),
    QUESTION_ANSWERING("ForQuestionAnswering", "questions"),
    /// ELECTRA's own question answering.
    JOINT_QUESTION_ANSWERING("ForJointQuestionAnswering", "questions"),
    MULTIPLE_CHOICE("ForMultipleChoice", "which choice fits");

    private final String suffix;
    private final String answers;

    HeadKind(String suffix, String answers) {
        this.suffix = suffix;
        this.answers = answers;
    }

    /// What it answers, for people: `classes of texts`.
    public String answers() {
        return answers;
    }

    /// Whether the head has one output for each label of a task.
    public boolean hasLabels() {
        return this == SEQUENCE_CLASSIFICATION || this == LINEAR_CLASSIFICATION || this == TOKEN_CLASSIFICATION;
    }

    static HeadKind parse(String architecture, Family family) {
        // BERT's pretraining model is a masked language model with one more head, which nobody uses afterwards.
        if (architecture.equals("BertForPreTraining")) {
            return MASKED_LM;
        }
        for (var kind : values()) {
            boolean exists = kind != REPLACED_TOKEN || family == Family.ELECTRA;
            if (exists && architecture.equals(family.className() + kind.suffix)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "architecture '" + architecture + "' is none that can be run (model type " + family.modelType() + ")");
    }
}
