// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

/// Questions to learn from and to judge by.
///
/// @param task where they come from
/// @param train what is learned
/// @param held what the model is judged by
public record QuestionData(QuestionTask task, EncodedQuestions train, EncodedQuestions held) {
    public QuestionData {
        if (train.size() == 0 || held.size() == 0) {
            throw new IllegalArgumentException("there must be questions to learn from and to judge by, got "
                    + train.size() + " and " + held.size());
        }
    }
}
