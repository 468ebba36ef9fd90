// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The characters that a WordPiece vocabulary spells words with.
final class Alphabet {
    private static final int USUAL = 1000;
    private static final double COVERAGE = 0.9995;

    private Alphabet() {}

    /// The commonest characters of `words`, in the order of their code points.
    ///
    /// @param limit most characters; 0 for the usual choice
    /// @param room tokens that the vocabulary can spare for characters, each of which may need two
    static Set<Integer> choose(WordTable words, int limit, int room) {
        var counts = counts(words);
        List<Integer> commonest = new ArrayList<>(counts.keySet());
        commonest.sort(Comparator.comparingLong((Integer c) -> -counts.getOrDefault(c, 0L))
                .thenComparing(Comparator.naturalOrder()));
        int wanted = Math.min(limit > 0 ? limit : usual(counts, commonest), room / 2);
        return new TreeSet<>(commonest.subList(0, Math.min(wanted, commonest.size())));
    }

    private static int usual(Map<Integer, Long> counts, List<Integer> commonest) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long covered = 0;
        int characters = 0;
        while (characters < commonest.size() && (characters < USUAL || covered < COVERAGE * all)) {
            covered += counts.getOrDefault(commonest.get(characters++), 0L);
        }
        return characters;
    }

    private static Map<Integer, Long> counts(WordTable words) {
        var counts = new HashMap<Integer, Long>();
        for (int word = 0; word < words.size(); word++) {
            long times = words.count(word);
            spelling(words, word).codePoints().forEach(c -> counts.merge(c, times, Long::sum));
        }
        return counts;
    }

    static String spelling(WordTable words, int word) {
        return new String(
                words.bytes(), words.start(word), words.end(word) - words.start(word), StandardCharsets.UTF_8);
    }
}
