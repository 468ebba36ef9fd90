// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tokenizer;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import dev.triad.hub.json.JsonPart;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The vocabulary of a `tokenizer.json`: the model's own tokens, and the "added" ones that are looked for in a text
/// before anything else.
final class JsonVocabulary {
    /// Ids may have gaps, but not of a kind that only costs memory.
    private static final int MOST_GAPS = 1 << 16;

    private JsonVocabulary() {}

    /// @param vocab an object of tokens and their ids
    /// @param spellings how special tokens are spelled
    static Vocabulary read(JsonPart vocab, Map<SpecialToken, String> spellings) throws ModelFileException {
        if (!vocab.node().isObject()) {
            throw vocab.notRead();
        }
        var tokens = new String[vocab.node().size() + MOST_GAPS];
        Arrays.fill(tokens, "");
        int size = 0;
        for (var entry : vocab.node().properties()) {
            var id = entry.getValue();
            if (!id.isIntegralNumber()
                    || !id.canConvertToInt()
                    || id.intValue() < 0
                    || id.intValue() >= tokens.length) {
                throw vocab.fault(
                        "gives the token " + Quote.of(entry.getKey()) + " the id " + Quote.bounded(id.toString()));
            }
            if (!tokens[id.intValue()].isEmpty()) {
                throw vocab.fault("gives the tokens " + Quote.of(tokens[id.intValue()]) + " and "
                        + Quote.of(entry.getKey()) + " one id, " + id.intValue());
            }
            tokens[id.intValue()] = entry.getKey();
            size = Math.max(size, id.intValue() + 1);
        }
        try {
            return Vocabulary.of(List.of(tokens).subList(0, size), spellings);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(vocab.place(), String.valueOf(e.getMessage()));
        }
    }

    /// The tokens that have a name, with their ids.
    static void write(Vocabulary vocabulary, ObjectNode target) {
        for (int id = 0; id < vocabulary.size(); id++) {
            if (!vocabulary.token(id).isEmpty()) {
                target.put(vocabulary.token(id), id);
            }
        }
    }
}
