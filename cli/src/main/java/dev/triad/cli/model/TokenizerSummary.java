// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import dev.triad.core.text.ByteLevelBpeTokenizer;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Tokenizer;
import dev.triad.core.text.WordPieceTokenizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What people want to know of a tokenizer.
record TokenizerSummary(Tokenizer tokenizer) {
    String kind() {
        return switch (tokenizer) {
            case WordPieceTokenizer _ -> "WordPiece";
            case ByteLevelBpeTokenizer _ -> "byte-level BPE";
            default -> tokenizer.getClass().getSimpleName();
        };
    }

    /// What becomes of capitals and accents.
    String casing() {
        if (!(tokenizer instanceof WordPieceTokenizer wordPiece)) return "cased";
        var options = wordPiece.options();
        String letters = options.lowerCase() ? "uncased" : "cased";
        boolean usual = options.stripAccents() == options.lowerCase();
        return usual ? letters : letters + (options.stripAccents() ? ", accents taken off" : ", accents kept");
    }

    /// The special tokens with their ids, in the order of these.
    String specialTokens() {
        var vocabulary = tokenizer.vocabulary();
        return Arrays.stream(SpecialToken.values())
                .filter(vocabulary::has)
                .map(vocabulary::id)
                .distinct()
                .sorted()
                .map(id -> vocabulary.token(id) + " " + id)
                .collect(Collectors.joining(", "));
    }

    /// All in one line.
    String line() {
        return String.format(
                Locale.ROOT,
                "%s, %s, %,d tokens",
                kind(),
                casing(),
                tokenizer.vocabulary().size());
    }
}
