// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.files;

import dev.triad.core.file.JsonPart;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import java.util.List;

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
        for (String id : decoder.names()) {
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
        for (String token : legacy.names()) {
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

    private static boolean isMask(Vocabulary vocabulary, int id) {
        return vocabulary.has(SpecialToken.MASK) && vocabulary.id(SpecialToken.MASK) == id;
    }
}
