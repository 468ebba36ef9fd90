// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import java.util.Arrays;

/// Words, as bytes, and how often each was seen: a hash table over one long byte array.
final class WordTable {
    private byte[] bytes = new byte[1 << 16];
    private int used;

    /// Where word `i` begins in `bytes`; it ends where the next begins.
    private int[] starts = new int[1 << 10];

    private long[] counts = new long[1 << 10];

    /// Word index plus one, 0 for free; at most half of them taken.
    private int[] slots = new int[1 << 11];

    private int size;
    private long total;

    /// How many words were counted, forgotten ones too.
    long total() {
        return total;
    }

    /// How many different words.
    int size() {
        return size;
    }

    /// The bytes of all words, for use with [#start] and [#end].
    byte[] bytes() {
        return bytes;
    }

    int start(int word) {
        return starts[word];
    }

    int end(int word) {
        return word + 1 == size ? used : starts[word + 1];
    }

    long count(int word) {
        return counts[word];
    }

    /// Counts the word `source[from, to)` `times` times more.
    void add(byte[] source, int from, int to, long times) {
        total += times;
        int mask = slots.length - 1;
        int slot = hash(source, from, to) & mask;
        while (slots[slot] != 0) {
            int word = slots[slot] - 1;
            if (Arrays.equals(bytes, starts[word], end(word), source, from, to)) {
                counts[word] += times;
                return;
            }
            slot = (slot + 1) & mask;
        }
        append(source, from, to, times);
        slots[slot] = size;
        if (size * 2 > slots.length) {
            rehash(slots.length * 2);
        }
    }

    private void append(byte[] source, int from, int to, long times) {
        int length = to - from;
        if (length > bytes.length - used) {
            bytes = Arrays.copyOf(bytes, Math.addExact(bytes.length, Math.max(bytes.length, length)));
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        System.arraycopy(source, from, bytes, used, length);
        starts[size] = used;
        counts[size++] = times;
        used += length;
    }

    /// Adds all words of `other`, in its order.
    void addAll(WordTable other) {
        for (int word = 0; word < other.size; word++) {
            add(other.bytes, other.starts[word], other.end(word), other.counts[word]);
        }
    }

    /// Forgets words seen fewer than `least` times.
    void prune(long least) {
        int kept = 0;
        int end = 0;
        for (int word = 0; word < size; word++) {
            if (counts[word] >= least) {
                int start = starts[word];
                int length = end(word) - start;
                System.arraycopy(bytes, start, bytes, end, length);
                starts[kept] = end;
                counts[kept++] = counts[word];
                end += length;
            }
        }
        size = kept;
        used = end;
        rehash(slots.length);
    }

    private void rehash(int length) {
        slots = new int[length];
        for (int word = 0; word < size; word++) {
            int slot = hash(bytes, starts[word], end(word)) & (length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (length - 1);
            }
            slots[slot] = word + 1;
        }
    }

    private static int hash(byte[] source, int from, int to) {
        int hash = 0x811C9DC5;
        for (int i = from; i < to; i++) {
            hash = (hash ^ source[i]) * 0x01000193;
        }
        hash *= 0x9E3779B1;
        return hash ^ (hash >>> 15);
    }
}
