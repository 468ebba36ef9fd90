// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Tokens and their ids: id `i` is the `i`-th token. Immutable.
public final class Vocabulary {
    /// GPT-2's only special token: it ends a text, and so begins the next.
    static final String END_OF_TEXT = "<|endoftext|>";

    private final List<String> tokens;
    private final Map<String, Integer> ids;
    private final Map<SpecialToken, Integer> specials = new EnumMap<>(SpecialToken.class);

    private Vocabulary(List<String> tokens, Map<String, Integer> ids) {
        this.tokens = tokens;
        this.ids = ids;
    }

    /// A vocabulary of `tokens`, special tokens spelled as in `spelling`. An empty token only holds its id's place.
    ///
    /// @throws IllegalArgumentException if a token appears twice or a special token is missing
    public static Vocabulary of(List<String> tokens, Map<SpecialToken, String> spelling) {
        var ids = new HashMap<String, Integer>(tokens.size() * 2);
        for (int id = 0; id < tokens.size(); id++) {
            var earlier = tokens.get(id).isEmpty() ? null : ids.putIfAbsent(tokens.get(id), id);
            if (earlier != null) {
                throw new IllegalArgumentException(
                        "token \"%s\" has two ids, %d and %d; remove one".formatted(tokens.get(id), earlier, id));
            }
        }
        var vocabulary = new Vocabulary(Collections.unmodifiableList(new ArrayList<>(tokens)), ids);
        spelling.forEach((token, spelled) -> vocabulary.specials.put(token, vocabulary.required(spelled, spelling)));
        return vocabulary;
    }

    /// A vocabulary with BERT's special tokens.
    public static Vocabulary bert(List<String> tokens) {
        return of(tokens, bertSpelling());
    }

    /// A vocabulary with the special tokens of `family`.
    public static Vocabulary byteLevel(List<String> tokens, ByteLevelBpeOptions.Family family) {
        return of(tokens, family.spelling());
    }

    /// How BERT spells its special tokens.
    static Map<SpecialToken, String> bertSpelling() {
        var spelling = new EnumMap<SpecialToken, String>(SpecialToken.class);
        for (var token : SpecialToken.values()) {
            spelling.put(token, token.bert());
        }
        return spelling;
    }

    private int required(String spelled, Map<SpecialToken, String> spelling) {
        Integer id = ids.get(spelled);
        if (id == null) {
            throw new IllegalArgumentException("the vocabulary has no %s; this kind of model needs %s"
                    .formatted(spelled, String.join(" ", spelling.values())));
        }
        return id;
    }

    public int size() {
        return tokens.size();
    }

    /// The token with id `id`.
    ///
    /// @throws IllegalArgumentException if there is none
    public String token(int id) {
        if (id < 0 || id >= tokens.size()) {
            throw new IllegalArgumentException(
                    "token id %d is outside the vocabulary of %d tokens".formatted(id, tokens.size()));
        }
        return tokens.get(id);
    }

    /// The tokens in the order of their ids.
    public List<String> tokens() {
        return tokens;
    }

    /// The id of `token`, if it has one.
    public OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// The id of a special token.
    ///
    /// @throws IllegalArgumentException if this vocabulary has none that plays this part
    public int id(SpecialToken token) {
        @Nullable Integer id = specials.get(token);
        if (id == null) {
            throw new IllegalArgumentException("this vocabulary has no token for " + token);
        }
        return id;
    }

    public boolean has(SpecialToken token) {
        return specials.containsKey(token);
    }

    /// Whether `id` is one of the special tokens.
    public boolean isSpecial(int id) {
        return specials.containsValue(id);
    }
}
