// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.electra.finetune.qa.FoundAnswer.Candidate;
import dev.triad.electra.finetune.qa.WindowAnswers.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// One answer from what a model says about all windows of a text.
final class AnswerChoice {
    private AnswerChoice() {}

    /// The candidates of all windows by score, each text once. There is no answer if no window has one: the
    /// smallest of the windows' no-answer scores counts.
    ///
    /// Differs from the reference, which spells the answer's tokens and aligns that with the text: tokens know
    /// their place, so the answer is cut out of the text. Where no span is possible the reference predicts the
    /// word "empty"; here it is nothing.
    ///
    /// @param windows one for each window of the question, in order
    /// @param relative whether the no-answer scores count against the best candidate's score
    /// @param best how many candidates are kept
    static FoundAnswer of(EncodedQuestion question, List<WindowAnswers> windows, boolean relative, int best) {
        var spans = new ArrayList<Scored>();
        double none = Double.POSITIVE_INFINITY;
        for (var window : windows) {
            spans.addAll(window.spans());
            none = Math.min(none, window.none());
        }
        spans.sort(Comparator.comparingDouble(Scored::score).reversed());
        var chosen = new ArrayList<Scored>();
        var texts = new HashSet<String>();
        for (var span : spans) {
            if (chosen.size() == best) break;
            String text = question.context().text(span.first(), span.last());
            if (!text.isBlank() && texts.add(text)) chosen.add(span);
        }
        double top = chosen.isEmpty() ? 0 : chosen.getFirst().score();
        double sum = chosen.stream()
                .mapToDouble(span -> Math.exp(span.score() - top))
                .sum();
        var candidates = new ArrayList<Candidate>();
        for (var span : chosen) {
            var context = question.context();
            candidates.add(new Candidate(
                    context.text(span.first(), span.last()),
                    context.starts()[span.first()],
                    context.ends()[span.last()],
                    span.score(),
                    Math.exp(span.score() - top) / sum));
        }
        return new FoundAnswer(question.question(), candidates, relative ? none - top : none);
    }
}
