// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import java.util.List;

/// Questions as tokens.
public final class EncodedQuestions {
    private final List<EncodedQuestion> questions;

    EncodedQuestions(List<EncodedQuestion> questions) {
        this.questions = List.copyOf(questions);
    }

    List<EncodedQuestion> all() {
        return questions;
    }

    /// How many questions there are.
    public int size() {
        return questions.size();
    }

    /// All windows of all questions, in order.
    List<WindowRow> rows() {
        return questions.stream().flatMap(question -> question.rows().stream()).toList();
    }

    /// How many rows a model has to read for them.
    public int windows() {
        return questions.stream()
                .mapToInt(question -> question.windows().size())
                .sum();
    }
}
