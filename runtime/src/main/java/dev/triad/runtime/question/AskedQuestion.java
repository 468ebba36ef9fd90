// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.question;

import dev.triad.core.text.Encoding;
import dev.triad.core.text.Tokenizer;
import dev.triad.runtime.encoder.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// A question and its text as tokens, in as many windows as the text needs.
public final class AskedQuestion {
    private final QuestionSettings settings;
    private final PairLayout layout;
    private final String context;
    private final int[] query;
    private final Encoding tokens;
    private final List<Window> windows;

    /// @param settings how to cut and to look
    public AskedQuestion(
            Tokenizer tokenizer, PairLayout layout, QuestionSettings settings, String question, String context) {
        this.settings = settings;
        this.layout = layout;
        this.context = context;
        int[] ids = tokenizer.encode(question).ids();
        query = ids.length > settings.maxQuestion() ? Arrays.copyOf(ids, settings.maxQuestion()) : ids;
        tokens = tokenizer.encode(context);
        windows = Window.over(tokens.length(), settings.maxLength() - layout.added() - query.length, settings.stride());
    }

    /// A row for each window.
    public List<TokenRow> rows() {
        return windows.stream()
                .map(window -> layout.row(query, tokens.ids(), window.first(), window.length()))
                .toList();
    }

    /// Where the window begins in a row.
    public int offset() {
        return layout.secondStart(query.length);
    }

    /// The spans of a window that may be answers: both ends in the window, the end not before the start, not too long,
    /// and no other window knows the start's surroundings better.
    ///
    /// @param number which window
    /// @param reading what the head says about it
    List<ScoredSpan> spans(int number, WindowReading reading) {
        var spans = new ArrayList<ScoredSpan>();
        var window = windows.get(number);
        int offset = offset();
        int toText = window.first() - offset;
        for (int i = 0; i < reading.starts().length; i++) {
            int start = reading.starts()[i];
            int first = start + toText;
            if (start < offset || !window.contains(first) || bestWindow(first) != number) {
                continue;
            }
            float[] ends = reading.endScores()[i];
            for (int end : WindowReading.largest(ends, ends.length, settings.beam())) {
                int last = end + toText;
                if (last >= first && last < window.end() && last - first < settings.longest()) {
                    spans.add(new ScoredSpan(first, last, (double) reading.startScores()[i] + ends[end]));
                }
            }
        }
        return spans;
    }

    /// The window that knows most about a token's surroundings, the first of equals.
    private int bestWindow(int token) {
        int best = -1;
        for (int i = 0; i < windows.size(); i++) {
            var window = windows.get(i);
            if (window.contains(token)
                    && (best < 0 || window.context(token) > windows.get(best).context(token))) {
                best = i;
            }
        }
        return best;
    }

    /// The candidates of all windows by score, each text once. There is no answer if no window has one: the smallest
    /// of the windows' no-answer scores counts.
    ///
    /// @param readings one for each window, in order
    /// @param relative whether the no-answer scores count against the best candidate's score
    public FoundSpans choose(List<WindowReading> readings, boolean relative) {
        var spans = new ArrayList<ScoredSpan>();
        double none = Double.POSITIVE_INFINITY;
        for (int number = 0; number < readings.size(); number++) {
            spans.addAll(spans(number, readings.get(number)));
            none = Math.min(none, readings.get(number).none());
        }
        spans.sort(Comparator.comparingDouble(ScoredSpan::score).reversed());
        var chosen = new ArrayList<ScoredSpan>();
        var texts = new HashSet<String>();
        for (var span : spans) {
            if (chosen.size() == settings.candidates()) {
                break;
            }
            String text = text(span);
            if (!text.isBlank() && texts.add(text)) {
                chosen.add(span);
            }
        }
        double top = chosen.isEmpty() ? 0 : chosen.getFirst().score();
        double sum = chosen.stream()
                .mapToDouble(span -> Math.exp(span.score() - top))
                .sum();
        var found = chosen.stream()
                .map(span -> new FoundSpans.Span(
                        text(span),
                        tokens.starts()[span.first()],
                        tokens.ends()[span.last()],
                        span.score(),
                        Math.exp(span.score() - top) / sum))
                .toList();
        return new FoundSpans(found, relative ? none - top : none);
    }

    private String text(ScoredSpan span) {
        return context.substring(tokens.starts()[span.first()], tokens.ends()[span.last()]);
    }

    /// Tokens of the whole text, both ends included.
    record ScoredSpan(int first, int last, double score) {}
}
