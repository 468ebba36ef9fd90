// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Predicted spans against true ones, as conlleval counts them: a span is right if its type and both borders are.
///
/// @param all spans of every type
/// @param byType spans of each type that occurs, by name
/// @param accuracy the share of words with the right tag
public record SpanScores(PrecisionRecall all, SortedMap<String, PrecisionRecall> byType, double accuracy) {
    public SpanScores {
        byType = Collections.unmodifiableSortedMap(new TreeMap<>(byType));
    }

    /// Scores the tags of parallel sentences; the two sides may spell spans differently (BIO, BIOES).
    ///
    /// @throws IllegalArgumentException if the sides differ in length, or a tag marks no span
    public static SpanScores of(List<List<String>> gold, List<List<String>> predicted) {
        ConfusionMatrix.requireSameLength(gold.size(), predicted.size());
        var byType = new TreeMap<String, PrecisionRecall>();
        long words = 0;
        long right = 0;
        for (int sentence = 0; sentence < gold.size(); sentence++) {
            var tags = gold.get(sentence);
            var guesses = predicted.get(sentence);
            ConfusionMatrix.requireSameLength(tags.size(), guesses.size());
            words += tags.size();
            for (int word = 0; word < tags.size(); word++) {
                right += tags.get(word).equals(guesses.get(word)) ? 1 : 0;
            }
            var truth = new HashSet<>(TagSpan.of(tags));
            truth.forEach(span -> byType.merge(span.type(), new PrecisionRecall(0, 0, 1), PrecisionRecall::plus));
            for (var guess : TagSpan.of(guesses)) {
                // Counted with the one gold span it hits, which the loop above has counted already.
                byType.compute(guess.type(), (_, counts) -> counts(counts, truth.contains(guess)));
            }
        }
        var all = byType.values().stream().reduce(PrecisionRecall.NONE, PrecisionRecall::plus);
        return new SpanScores(all, byType, PrecisionRecall.ratio(right, words));
    }

    private static PrecisionRecall counts(@Nullable PrecisionRecall before, boolean hit) {
        var known = before == null ? PrecisionRecall.NONE : before;
        return new PrecisionRecall(known.hits() + (hit ? 1 : 0), known.predicted() + 1, known.gold());
    }
}
