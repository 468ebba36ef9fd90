// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.task;

import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import org.jspecify.annotations.Nullable;

/// What is asked about a row.
public enum Problem {
    /// Which one of several classes it is.
    SINGLE_LABEL("single_label_classification"),
    /// Which of several labels it has, none to all of them.
    MULTI_LABEL("multi_label_classification"),
    /// A number.
    REGRESSION("regression"),
    /// A class for each of its words.
    TAGGING(null);

    private final @Nullable String problemType;

    Problem(@Nullable String problemType) {
        this.problemType = problemType;
    }

    /// What `config.json` calls it; null for tagging, where the architecture says it.
    public @Nullable String problemType() {
        return problemType;
    }

    /// What a fine-tuned model answers.
    ///
    /// @throws IllegalArgumentException when it answers nothing of the kind: it was not fine-tuned
    public static Problem of(ModelConfig config) {
        return switch (config.head()) {
            case TOKEN_CLASSIFICATION -> TAGGING;
            case SEQUENCE_CLASSIFICATION, LINEAR_CLASSIFICATION -> {
                for (var problem : values()) {
                    if (problem.problemType != null && problem.problemType.equals(config.problemType())) yield problem;
                }
                // transformers decides the same way where nobody says
                yield config.labels().size() == 1 ? REGRESSION : SINGLE_LABEL;
            }
            case NONE, REPLACED_TOKEN, MASKED_LM, QUESTION_ANSWERING, JOINT_QUESTION_ANSWERING, MULTIPLE_CHOICE ->
                throw new IllegalArgumentException("the model is a "
                        + config.head().architecture(config.encoder().family())
                        + "; it was not fine-tuned for classes, numbers or tags");
        };
    }

    /// The head that answers it.
    ///
    /// @param linear ELECTRA's one linear layer on the first token instead of Hugging Face's head
    public HeadKind head(boolean linear) {
        if (this == TAGGING) return HeadKind.TOKEN_CLASSIFICATION;
        return linear ? HeadKind.LINEAR_CLASSIFICATION : HeadKind.SEQUENCE_CLASSIFICATION;
    }
}
