// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytePairsTest {
    private final SmallVocabularies.BytePairs pairs =
            SmallVocabularies.byteLevel(11, ByteLevelBpeOptions.Family.ROBERTA);
    private final Tokenizer tokenizer =
            new ByteLevelBpeTokenizer(pairs.vocabulary(), pairs.merges(), ByteLevelBpeOptions.ROBERTA);

    /// Lengths on both sides of the one where the algorithm changes.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 34, 100, 1000})
    void wordsOfAnyLengthAreMergedInTheOrderOfTheRanks(int length) {
        var random = new Random(length);
        for (int i = 0; i < 200; i++) {
            var word = new StringBuilder();
            for (int n = 0; n < length; n++) {
                word.append("aabcdething".charAt(random.nextInt(random.nextBoolean() ? 2 : 11)));
            }
            assertThat(tokens(word.toString())).isEqualTo(mergedByTheBook(word.toString()));
        }
    }

    private List<String> tokens(String word) {
        return Arrays.stream(tokenizer.encode(word).ids())
                .mapToObj(tokenizer.vocabulary()::token)
                .toList();
    }

    private List<String> mergedByTheBook(String word) {
        var ranks = new HashMap<String, Integer>();
        for (int rank = 0; rank < pairs.merges().size(); rank++) {
            ranks.put(pairs.merges().get(rank), rank);
        }
        var symbols = new ArrayList<String>();
        for (byte value : word.getBytes(StandardCharsets.UTF_8)) {
            symbols.add(String.valueOf(ByteAlphabet.character(value)));
        }
        while (true) {
            int best = -1;
            int bestRank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                int rank = ranks.getOrDefault(symbols.get(i) + " " + symbols.get(i + 1), Integer.MAX_VALUE);
                if (rank < bestRank) {
                    bestRank = rank;
                    best = i;
                }
            }
            if (best < 0) {
                return symbols;
            }
            symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
        }
    }
}
