// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.text.ByteAlphabet;
import dev.triad.core.text.Vocabulary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The vocabulary of a byte-pair encoding follows from its merges: what is stored is which two tokens each joins,
/// and the ids. Tokens are numbered in the order in which they come to be: the 256 bytes, those that no merge
/// makes, and then one for each merge.
final class MergeCoding {
    private static final int BYTES = 256;

    /// Merges can double a token each time: 30 bytes of a hostile file would fill the memory.
    private static final int MOST_CHARACTERS = 1 << 26;

    private MergeCoding() {}

    /// The tokens that no merge makes and no byte is, by their ids.
    static SortedMap<Integer, String> others(Vocabulary vocabulary, List<String> merges) {
        var made = new HashMap<String, Integer>();
        for (int value = 0; value < BYTES; value++) {
            made.put(letter(value), value);
        }
        var others = new TreeMap<Integer, String>();
        for (String merge : merges) {
            int space = merge.indexOf(' ');
            for (String side : List.of(merge.substring(0, space), merge.substring(space + 1))) {
                if (!made.containsKey(side)) {
                    others.put(id(vocabulary, side), side);
                }
            }
            made.put(merge.substring(0, space) + merge.substring(space + 1), 0);
        }
        for (int id = 0; id < vocabulary.size(); id++) {
            String token = vocabulary.token(id);
            if (!token.isEmpty() && !made.containsKey(token)) {
                others.put(id, token);
            }
        }
        return others;
    }

    static void write(Vocabulary vocabulary, List<String> merges, Map<Integer, String> others, ByteSink sink) {
        var numbers = new HashMap<String, Integer>();
        var bytes = new int[BYTES];
        for (int value = 0; value < BYTES; value++) {
            numbers.put(letter(value), value);
            bytes[value] = id(vocabulary, letter(value));
        }
        for (String token : FrontCoding.order(others)) {
            numbers.put(token, numbers.size());
        }
        int first = numbers.size();
        var left = new int[merges.size()];
        var right = new int[merges.size()];
        var joined = new int[merges.size()];
        for (int rank = 0; rank < left.length; rank++) {
            String merge = merges.get(rank);
            int space = merge.indexOf(' ');
            String whole = merge.substring(0, space) + merge.substring(space + 1);
            left[rank] = number(numbers, merge.substring(0, space));
            right[rank] = number(numbers, merge.substring(space + 1));
            joined[rank] = id(vocabulary, whole);
            numbers.putIfAbsent(whole, first + rank);
        }
        sink.planes(bytes);
        sink.planes(left);
        sink.planes(right);
        sink.planes(joined);
    }

    private static int number(Map<String, Integer> numbers, String token) {
        Integer number = numbers.get(token);
        if (number == null) {
            throw new IllegalArgumentException("a merge joins \"" + token + "\" before there is such a token");
        }
        return number;
    }

    /// Fills in the tokens and returns the merges.
    ///
    /// @param tokens by id, empty where nothing is known; those of bytes and merges are put in
    static List<String> read(ByteFeed feed, SortedMap<Integer, String> others, int count, String[] tokens)
            throws IOException {
        int limit = tokens.length;
        var bytes = feed.planes(BYTES, limit);
        int all = BYTES + others.size() + count;
        var left = feed.planes(count, all);
        var right = feed.planes(count, all);
        var joined = feed.planes(count, limit);
        var made = new ArrayList<String>(all);
        for (int value = 0; value < BYTES; value++) {
            made.add(letter(value));
            put(tokens, bytes[value], letter(value));
        }
        for (String token : FrontCoding.order(others)) {
            made.add(token);
        }
        others.forEach((id, token) -> tokens[id] = token);
        var merges = new ArrayList<String>(count);
        long characters = 0;
        for (int rank = 0; rank < count; rank++) {
            if (left[rank] >= made.size() || right[rank] >= made.size()) {
                throw new IOException("merge " + rank + " joins a token that comes after it");
            }
            String a = made.get(left[rank]);
            String b = made.get(right[rank]);
            characters += a.length() + b.length();
            if (characters > MOST_CHARACTERS) {
                throw new IOException("the tokens up to merge " + rank + " have more than " + MOST_CHARACTERS
                        + " characters; they grow as no vocabulary does");
            }
            made.add(a + b);
            put(tokens, joined[rank], a + b);
            merges.add(a + " " + b);
        }
        return merges;
    }

    private static void put(String[] tokens, int id, String token) throws IOException {
        if (!tokens[id].isEmpty() && !tokens[id].equals(token)) {
            throw new IOException("two tokens have the id " + id);
        }
        tokens[id] = token;
    }

    private static String letter(int value) {
        return String.valueOf(ByteAlphabet.character((byte) value));
    }

    private static int id(Vocabulary vocabulary, String token) {
        return vocabulary
                .id(token)
                .orElseThrow(() -> new IllegalArgumentException("the vocabulary has no token \"" + token + "\""));
    }
}
