// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.files;

import dev.triad.core.file.JsonPart;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.Quote;
import dev.triad.core.text.SpecialToken;
import dev.triad.core.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The vocabulary of a `tokenizer.json`: the model's own tokens, and the "added" ones that are looked for in a text
/// before anything else.
final class JsonVocabulary {
    /// Ids may have gaps, but not of a kind that only costs memory.
    private static final int MOST_GAPS = 1 << 16;

    private JsonVocabulary() {}

    /// @param vocab an object of tokens and their ids
    /// @param spellings how special tokens are spelled
    static Vocabulary read(JsonPart vocab, Map<SpecialToken, String> spellings) throws ModelFileException {
        if (!(vocab.value() instanceof Map<?, ?> entries)) {
            throw vocab.notRead();
        }
        var tokens = new String[entries.size() + MOST_GAPS];
        Arrays.fill(tokens, "");
        int size = 0;
        for (var entry : entries.entrySet()) {
            String token = String.valueOf(entry.getKey());
            if (!(entry.getValue() instanceof Long number) || number < 0 || number >= tokens.length) {
                throw vocab.fault(
                        "gives the token " + Quote.of(token) + " the id " + Quote.bounded(spelled(entry.getValue())));
            }
            int id = (int) (long) number;
            if (!tokens[id].isEmpty()) {
                throw vocab.fault(
                        "gives the tokens " + Quote.of(tokens[id]) + " and " + Quote.of(token) + " one id, " + id);
            }
            tokens[id] = token;
            size = Math.max(size, id + 1);
        }
        try {
            return Vocabulary.of(List.of(tokens).subList(0, size), spellings);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(vocab.place(), String.valueOf(e.getMessage()));
        }
    }

    private static String spelled(@Nullable Object value) {
        return value instanceof String text ? '"' + text + '"' : String.valueOf(value);
    }
}
