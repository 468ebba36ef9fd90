// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.data.task.MrqaQuestions;
import dev.triad.core.data.task.Question;
import dev.triad.core.data.task.Rows;
import dev.triad.core.data.task.SquadQuestions;
import dev.triad.core.data.task.Tolerance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// The forms in which questions are published.
public enum QuestionTask {
    /// SQuAD 2.0: some questions have no answer.
    SQUAD("best_f1"),
    /// SQuAD 1.1: every question has one.
    SQUADV1("f1"),
    /// MRQA's JSON lines: NewsQA, Natural Questions, TriviaQA, SearchQA; every question has an answer.
    MRQA("f1");

    private final String deciding;

    QuestionTask(String deciding) {
        this.deciding = deciding;
    }

    /// The task of a name, if there is one.
    public static Optional<QuestionTask> of(String name) {
        return switch (name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "")) {
            case "squad", "squad2", "squadv2", "squad20" -> Optional.of(SQUAD);
            case "squad1", "squadv1", "squad11" -> Optional.of(SQUADV1);
            case "mrqa", "newsqa", "naturalqs", "triviaqa", "searchqa" -> Optional.of(MRQA);
            default -> Optional.empty();
        };
    }

    /// Whether a question may have no answer.
    public boolean mayHaveNone() {
        return this == SQUAD;
    }

    /// The name of the metric that decides which checkpoint is best.
    public String deciding() {
        return deciding;
    }

    /// Reads a file.
    ///
    /// @throws IOException if it cannot be read, or too many of its questions cannot
    public Rows<Question> read(Path file, Tolerance tolerance) throws IOException {
        return this == MRQA ? MrqaQuestions.read(file, tolerance) : SquadQuestions.read(file, tolerance);
    }

    /// What files and folders call it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
