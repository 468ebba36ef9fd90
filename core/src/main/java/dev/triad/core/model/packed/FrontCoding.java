// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Tokens and their ids in few bytes: sorted, so that each needs to name only what it does not share with the one
/// before. The lengths of what is shared, the lengths of the rest, the rests and the ids follow one another, each
/// kind together, because that deflates best.
final class FrontCoding {
    /// The longest token in bytes.
    static final int LONGEST_TOKEN = 1 << 16;

    private FrontCoding() {}

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Entry(int id, byte[] bytes) {}

    /// Tokens in the order in which they are stored.
    static List<String> order(Map<Integer, String> tokens) {
        return sorted(tokens).stream()
                .map(entry -> new String(entry.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<Entry> sorted(Map<Integer, String> tokens) {
        var entries = new ArrayList<Entry>(tokens.size());
        tokens.forEach((id, token) -> entries.add(new Entry(id, utf8(token))));
        entries.sort(Comparator.comparing(Entry::bytes, Arrays::compareUnsigned).thenComparingInt(Entry::id));
        return entries;
    }

    private static byte[] utf8(String token) {
        try {
            var bytes = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(token));
            var array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the token \"" + token + "\" holds half a surrogate pair, which no file can hold", e);
        }
    }

    static void write(Map<Integer, String> tokens, ByteSink sink) {
        var entries = sorted(tokens);
        sink.number(entries.size());
        byte[] before = {};
        var shared = new int[entries.size()];
        for (int i = 0; i < shared.length; i++) {
            var bytes = entries.get(i).bytes();
            int mismatch = Arrays.mismatch(before, bytes);
            shared[i] = mismatch < 0 ? bytes.length : mismatch;
            before = bytes;
        }
        for (int length : shared) {
            sink.number(length);
        }
        for (int i = 0; i < shared.length; i++) {
            sink.number(entries.get(i).bytes().length - shared[i]);
        }
        for (int i = 0; i < shared.length; i++) {
            sink.bytes(entries.get(i).bytes(), shared[i]);
        }
        sink.planes(entries.stream().mapToInt(Entry::id).toArray());
    }

    /// The tokens by their ids.
    ///
    /// @param limit what ids are below
    static SortedMap<Integer, String> read(ByteFeed feed, int limit) throws IOException {
        int count = feed.count(limit);
        var shared = new int[count];
        var rest = new int[count];
        for (int i = 0; i < count; i++) {
            shared[i] = feed.count(LONGEST_TOKEN);
        }
        for (int i = 0; i < count; i++) {
            rest[i] = feed.count(LONGEST_TOKEN);
        }
        var texts = new String[count];
        byte[] before = {};
        for (int i = 0; i < count; i++) {
            if (shared[i] > before.length || shared[i] + rest[i] > LONGEST_TOKEN) {
                throw new IOException("token " + i + " shares more with the one before than that has");
            }
            var bytes = Arrays.copyOf(before, shared[i] + rest[i]);
            feed.bytes(bytes, shared[i]);
            texts[i] = text(bytes, i);
            before = bytes;
        }
        var ids = feed.planes(count, limit);
        var tokens = new TreeMap<Integer, String>();
        for (int i = 0; i < count; i++) {
            if (tokens.put(ids[i], texts[i]) != null) {
                throw new IOException("two tokens have the id " + ids[i]);
            }
        }
        return tokens;
    }

    private static String text(byte[] bytes, int index) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("token " + index + " is no UTF-8 text", e);
        }
    }
}
