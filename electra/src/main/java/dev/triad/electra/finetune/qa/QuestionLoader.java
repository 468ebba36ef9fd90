// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.data.EpochOrder;
import dev.triad.core.data.task.Question;
import dev.triad.core.data.task.Tolerance;
import dev.triad.core.random.RandomKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads questions into tokens, and tells everything a user should know about them: what could not be read, what
/// was held out.
///
/// @param encoder makes tokens of questions
/// @param tolerance how many questions may be unreadable
/// @param heldOut share of the texts that is held out where there is no file to judge by
/// @param say takes one sentence at a time
public record QuestionLoader(QuestionEncoder encoder, Tolerance tolerance, double heldOut, Consumer<String> say) {
    public QuestionLoader {
        if (!(heldOut > 0 && heldOut < 1)) {
            throw new IllegalArgumentException("the share that is held out must be between 0 and 1, got " + heldOut);
        }
    }

    /// Reads questions to learn from and to judge by.
    ///
    /// @param dev the file to judge by, or null to hold out some of the texts of `train` with all their
    ///     questions: a text that was learned would flatter the model
    /// @throws IOException if a file cannot be read
    public QuestionData load(QuestionTask task, Path train, @Nullable Path dev) throws IOException {
        var learnable = encoder.toLearn(task.read(train, tolerance), tolerance);
        learnable.rows().complaint().ifPresent(say);
        if (dev != null) return new QuestionData(task, learnable.questions(), judge(task, dev));
        var texts = new ArrayList<>(new LinkedHashSet<>(
                learnable.rows().rows().stream().map(Question::context).toList()));
        int count = (int) Math.max(1, Math.round(texts.size() * heldOut));
        if (count == texts.size()) {
            throw new IOException(train + ": has one text only; name a file to judge by");
        }
        var order = new EpochOrder(RandomKey.of(0).named("held-out texts"), texts.size());
        var out = new HashSet<String>();
        for (int i = 0; i < count; i++) out.add(texts.get((int) order.example(i)));
        var learned = new ArrayList<EncodedQuestion>();
        var judged = new ArrayList<EncodedQuestion>();
        for (var question : learnable.questions().all()) {
            (out.contains(question.question().context()) ? judged : learned).add(question);
        }
        say.accept("%s: there is no file to judge by, so %d of its %d texts with %d questions are held out for it"
                .formatted(train, count, texts.size(), judged.size()));
        return new QuestionData(task, new EncodedQuestions(learned), new EncodedQuestions(judged));
    }

    /// Reads questions to judge a model by; a question of which nobody says what is right cannot be one.
    ///
    /// @throws IOException if the file cannot be read
    public EncodedQuestions judge(QuestionTask task, Path file) throws IOException {
        var rows = task.read(file, tolerance)
                .checked(
                        question -> question.labelled() ? null : "has neither an answer nor a mark that there is none",
                        tolerance);
        rows.complaint().ifPresent(say);
        return encoder.toAsk(rows.rows());
    }
}
