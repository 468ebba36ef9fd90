// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import dev.triad.core.text.ByteAlphabet;
import dev.triad.core.text.IntBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The tokens of a vocabulary in the making: special tokens, single characters or bytes, and what merges add.
abstract sealed class SymbolTable {
    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> merges = new ArrayList<>();

    private SymbolTable(List<String> specialTokens) {
        specialTokens.forEach(this::id);
    }

    int size() {
        return tokens.size();
    }

    List<String> tokens() {
        return tokens;
    }

    List<String> merges() {
        return merges;
    }

    /// The id of `token`, which is new if it has to be.
    int id(String token) {
        Integer known = ids.putIfAbsent(token, tokens.size());
        if (known == null) {
            tokens.add(token);
            return tokens.size() - 1;
        }
        return known;
    }

    boolean knows(String token) {
        return ids.containsKey(token);
    }

    /// The id of two tokens in one. Two merges may make the same token.
    int join(int left, int right) {
        merges.add(tokens.get(left) + " " + tokens.get(right));
        return id(tokens.get(left) + continued(tokens.get(right)));
    }

    /// What a token adds to the token before it.
    abstract String continued(String token);

    /// Appends the symbols of a word.
    ///
    /// @return false if it has characters that have no symbol
    abstract boolean spell(WordTable words, int word, IntBuilder out);

    /// WordPiece: a character inside a word is another symbol than at its beginning.
    static final class WordPiece extends SymbolTable {
        private static final String CONTINUATION = "##";

        WordPiece(List<String> specialTokens, WordTable words, Set<Integer> alphabet) {
            super(specialTokens);
            alphabet.forEach(c -> id(Character.toString(c)));
            var inside = new TreeSet<Integer>();
            for (int word = 0; word < words.size(); word++) {
                Alphabet.spelling(words, word)
                        .codePoints()
                        .skip(1)
                        .filter(alphabet::contains)
                        .forEach(inside::add);
            }
            inside.forEach(c -> id(CONTINUATION + Character.toString(c)));
        }

        @Override
        String continued(String token) {
            return token.substring(CONTINUATION.length());
        }

        @Override
        boolean spell(WordTable words, int word, IntBuilder out) {
            int start = out.size();
            return Alphabet.spelling(words, word).codePoints().allMatch(c -> {
                var token = (out.size() > start ? CONTINUATION : "") + Character.toString(c);
                boolean known = knows(token);
                if (known) {
                    out.add(id(token));
                }
                return known;
            });
        }
    }

    /// Byte-level BPE: bytes, in the order of the characters they are written with.
    static final class Bytes extends SymbolTable {
        private final int[] byteIds = new int[256];

        Bytes(List<String> specialTokens) {
            super(specialTokens);
            var characters = new TreeSet<Character>();
            for (int value = 0; value < 256; value++) {
                characters.add(ByteAlphabet.character((byte) value));
            }
            characters.forEach(c -> id(String.valueOf(c)));
            for (int value = 0; value < 256; value++) {
                byteIds[value] = id(String.valueOf(ByteAlphabet.character((byte) value)));
            }
        }

        @Override
        String continued(String token) {
            return token;
        }

        @Override
        boolean spell(WordTable words, int word, IntBuilder out) {
            for (int i = words.start(word); i < words.end(word); i++) {
                out.add(byteIds[words.bytes()[i] & 0xFF]);
            }
            return true;
        }
    }
}
