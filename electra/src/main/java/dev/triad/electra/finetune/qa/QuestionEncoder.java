// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.data.task.Question;
import dev.triad.core.data.task.Rows;
import dev.triad.core.data.task.Tolerance;
import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes tokens of questions and their texts. Not for several threads at once: it remembers the text it saw last,
/// because the questions of a paragraph follow each other.
public final class QuestionEncoder {
    private final Tokenizer tokenizer;
    private final WindowOptions options;
    private final PairLayout layout;
    private @Nullable ContextTokens last;

    /// @throws IllegalArgumentException if the tokenizer has no layout for pairs
    public QuestionEncoder(Tokenizer tokenizer, WindowOptions options) {
        this.tokenizer = tokenizer;
        this.options = options;
        layout = PairLayout.of(tokenizer);
    }

    /// Questions to be answered: what is right plays no part.
    public EncodedQuestions toAsk(List<Question> questions) {
        return new EncodedQuestions(
                questions.stream().map(question -> encode(question, null)).toList());
    }

    /// Questions to learn from. One whose answer does not stand where its file says, or that has neither answers
    /// nor a mark that it has none, counts as unreadable.
    ///
    /// @param rows replaced by what is left of them
    /// @throws IOException if more are unreadable than `tolerance` allows
    public Learnable toLearn(Rows<Question> rows, Tolerance tolerance) throws IOException {
        var encoded = new ArrayList<EncodedQuestion>();
        var left = rows.checked(
                question -> {
                    if (!question.labelled()) return "has neither an answer nor a mark that there is none";
                    if (!question.isAnswerable()) {
                        encoded.add(encode(question, null));
                        return null;
                    }
                    var place = question.answers().isEmpty()
                            ? null
                            : CharSpan.of(question.context(), question.answers().getFirst());
                    var span =
                            place == null ? null : context(question.context()).tokens(place);
                    if (span == null) return "has an answer that does not stand in the text where it should";
                    encoded.add(encode(question, span));
                    return null;
                },
                tolerance);
        return new Learnable(left, new EncodedQuestions(encoded));
    }

    /// What can be learned of a file.
    ///
    /// @param rows the questions, and what was wrong with others
    /// @param questions the same as tokens
    public record Learnable(Rows<Question> rows, EncodedQuestions questions) {}

    private EncodedQuestion encode(Question question, @Nullable TokenSpan answer) {
        var query = tokenizer.encode(question.text()).ids();
        if (query.length > options.maxQuestion()) query = Arrays.copyOf(query, options.maxQuestion());
        var context = context(question.context());
        int room = options.maxLength() - layout.added() - query.length;
        var windows = EncodedQuestion.windows(context.length(), room, options.stride());
        return new EncodedQuestion(question, query, context, answer, windows, layout);
    }

    private ContextTokens context(String text) {
        var known = last;
        if (known == null || !known.text().equals(text)) {
            known = ContextTokens.of(text, tokenizer);
            last = known;
        }
        return known;
    }
}
