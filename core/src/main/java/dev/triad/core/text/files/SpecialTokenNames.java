// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.files;

import dev.triad.core.file.JsonPart;
import dev.triad.core.model.ModelFileException;
import dev.triad.core.text.SpecialToken;
import java.util.Map;
import java.util.Optional;

/// What Hugging Face's files call special tokens.
public final class SpecialTokenNames {
    private SpecialTokenNames() {}

    /// The key of a token in `special_tokens_map.json` and `tokenizer_config.json`.
    public static String key(SpecialToken token) {
        return switch (token) {
            case PADDING -> "pad_token";
            case UNKNOWN -> "unk_token";
            case CLASSIFICATION -> "cls_token";
            case SEPARATOR -> "sep_token";
            case MASK -> "mask_token";
        };
    }

    /// Takes over the spellings that a file has: each a text, or an object with its `content`.
    static void readInto(Map<SpecialToken, String> spellings, JsonPart file) throws ModelFileException {
        for (var token : SpecialToken.values()) {
            spelling(file.get(key(token))).ifPresent(spelling -> spellings.put(token, spelling));
        }
    }

    /// A spelling: a text, or an object with its `content`.
    static Optional<String> spelling(JsonPart part) throws ModelFileException {
        return part.isObject() ? part.get("content").text() : part.text();
    }
}
