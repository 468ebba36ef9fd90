// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import java.util.Arrays;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Special tokens as the files describe them: how they are recognised in a text; written.
final class AddedTokens {
    private AddedTokens() {}

    /// For `tokenizer.json`.
    ///
    /// @param maskTakesSpace whether the mask swallows the space before it
    static void writeArray(Vocabulary vocabulary, boolean maskTakesSpace, ArrayNode target) {
        ids(vocabulary).forEach(id -> {
            var token = target.addObject().put("id", id);
            describe(vocabulary, id, maskTakesSpace, token);
        });
    }

    /// For `tokenizer_config.json`.
    static void writeObject(Vocabulary vocabulary, boolean maskTakesSpace, ObjectNode target) {
        ids(vocabulary).forEach(id -> describe(vocabulary, id, maskTakesSpace, target.putObject(Integer.toString(id))));
    }

    private static IntStream ids(Vocabulary vocabulary) {
        return Arrays.stream(SpecialToken.values())
                .filter(vocabulary::has)
                .mapToInt(vocabulary::id)
                .distinct()
                .sorted();
    }

    private static void describe(Vocabulary vocabulary, int id, boolean maskTakesSpace, ObjectNode target) {
        target.put("content", vocabulary.token(id))
                .put("single_word", false)
                .put("lstrip", maskTakesSpace && isMask(vocabulary, id))
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static boolean isMask(Vocabulary vocabulary, int id) {
        return vocabulary.has(SpecialToken.MASK) && vocabulary.id(SpecialToken.MASK) == id;
    }
}
