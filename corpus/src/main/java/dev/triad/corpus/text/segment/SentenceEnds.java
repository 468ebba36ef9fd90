// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

import dev.triad.core.text.Vocabulary;
import java.util.BitSet;
import java.util.List;

/// The tokens that close a sentence, mostly: full stops and their like. Abbreviations are not told apart.
public final class SentenceEnds {
    private static final List<String> SPELLINGS = List.of(".", "!", "?", "。", "！", "？", "।", "؟");

    private final BitSet ids = new BitSet();

    private SentenceEnds() {}

    /// Those that `vocabulary` has.
    public static SentenceEnds of(Vocabulary vocabulary) {
        var ends = new SentenceEnds();
        SPELLINGS.forEach(token -> vocabulary.id(token).ifPresent(ends.ids::set));
        return ends;
    }

    /// Those with the given ids.
    public static SentenceEnds of(int... ids) {
        var ends = new SentenceEnds();
        for (int id : ids) {
            ends.ids.set(id);
        }
        return ends;
    }

    boolean contains(int id) {
        return ids.get(id);
    }
}
