// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.torch.nn.Compute;
import java.util.ArrayList;
import java.util.List;

/// Asks a fine-tuned model questions.
public final class AnswerFinder {
    /// Questions whose windows are sorted by length together.
    private static final int CHUNK = 512;

    /// For the joint head, in the released code.
    private static final double USUAL_THRESHOLD = -2.75;

    private final SpanSearch search;
    private final SearchOptions options;

    /// @param model with the joint or the plain head for questions
    public AnswerFinder(TextModel model, Compute compute, SearchOptions options) {
        search = new SpanSearch(model, compute, options);
        this.options = options;
    }

    /// The no-answer score above which there usually is none, for a model of which nobody knows better.
    public double usualThreshold() {
        return search.noneIsRelative() ? 0 : USUAL_THRESHOLD;
    }

    /// An answer to each question, in order.
    ///
    /// @param task told of every window
    /// @throws IllegalArgumentException if the model has no head for questions
    public List<FoundAnswer> find(EncodedQuestions questions, Progress.Task task) {
        var all = questions.all();
        var found = new ArrayList<FoundAnswer>(all.size());
        for (int from = 0; from < all.size(); from += CHUNK) {
            var chunk = all.subList(from, Math.min(all.size(), from + CHUNK));
            var answers = search.search(
                    chunk.stream().flatMap(question -> question.rows().stream()).toList(), task);
            int at = 0;
            for (var question : chunk) {
                int windows = question.windows().size();
                found.add(AnswerChoice.of(
                        question, answers.subList(at, at + windows), search.noneIsRelative(), options.best()));
                at += windows;
            }
        }
        return found;
    }
}
