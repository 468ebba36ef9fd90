// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import dev.triad.hub.json.JsonPart;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Special tokens as the files describe them: how they are recognised in a text.
final class AddedTokens {
    private static final String NOT_READ = "which is none of the special tokens; added tokens are not read";

    private AddedTokens() {}

    /// Looks in all the places where tokens beside the vocabulary may be noted, and makes sure that there are none
    /// but the special ones.
    ///
    /// @param json the `tokenizer.json`; absent values where there is none
    /// @param maskTakesSpace whether the mask swallows the space before it
    static void requireNoOthers(JsonPart json, TokenizerConfig config, Vocabulary vocabulary, boolean maskTakesSpace)
            throws ModelFileException {
        for (var token : json.get("added_tokens").elements()) {
            requireSpecial(token, token.get("id").whole(), vocabulary, maskTakesSpace);
        }
        var decoder = config.file().get("added_tokens_decoder");
        for (String id : decoder.node().propertyNames()) {
            requireSpecial(decoder.get(id), number(decoder, id), vocabulary, maskTakesSpace);
        }
        for (var file : List.of(config.file(), config.specialTokensMap())) {
            for (var key : List.of("additional_special_tokens", "extra_special_tokens")) {
                for (var token : file.get(key).members()) {
                    String content = SpecialTokenNames.spelling(token).orElse("");
                    if (!vocabulary.isSpecial(vocabulary.id(content).orElse(-1))) {
                        throw token.fault("is the token " + Quote.of(content) + ", " + NOT_READ);
                    }
                }
            }
        }
    }

    private static int number(JsonPart decoder, String id) throws ModelFileException {
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException _) {
            throw decoder.fault("has the id " + Quote.of(id) + ", which is no number");
        }
    }

    /// The same for `added_tokens.json`, which older folders have: tokens and their ids.
    static void requireNoOthers(JsonPart legacy, Vocabulary vocabulary) throws ModelFileException {
        for (String token : legacy.node().propertyNames()) {
            int id = legacy.get(token).whole();
            if (vocabulary.id(token).orElse(-1) != id || !vocabulary.isSpecial(id)) {
                throw legacy.get(token).fault("is a token " + NOT_READ);
            }
        }
    }

    /// Makes sure that an added token is a special one, with its id and as it is recognised here: another would be
    /// cut to pieces.
    ///
    /// @param maskTakesSpace whether the mask swallows the space before it
    private static void requireSpecial(JsonPart token, int id, Vocabulary vocabulary, boolean maskTakesSpace)
            throws ModelFileException {
        String content = token.get("content").text().orElse("");
        if (vocabulary.id(content).orElse(-1) != id || !vocabulary.isSpecial(id)) {
            throw token.fault("is the token " + Quote.of(content) + " with id " + id + ", " + NOT_READ);
        }
        token.get("single_word").require(false);
        token.get("rstrip").require(false);
        token.get("lstrip").require(maskTakesSpace && isMask(vocabulary, id));
    }

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
