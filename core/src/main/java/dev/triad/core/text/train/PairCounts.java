// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import java.util.Arrays;

/// How often two symbols are neighbours, and in which words.
final class PairCounts {
    /// left << 32 | right of pair `i`.
    private long[] pairs = new long[1 << 12];

    private long[] counts = new long[1 << 12];

    /// First node of the list of words that pair `i` was seen in, -1 for none.
    private int[] heads = new int[1 << 12];

    private int size;

    /// Pair index plus one, 0 for free; at most half of them taken.
    private int[] slots = new int[1 << 13];

    private int[] nodeWords = new int[1 << 14];
    private int[] nodeNexts = new int[1 << 14];
    private int nodes;

    int size() {
        return size;
    }

    long count(int pair) {
        return counts[pair];
    }

    int left(int pair) {
        return (int) (pairs[pair] >>> 32);
    }

    int right(int pair) {
        return (int) pairs[pair];
    }

    /// The index of a pair; new ones have count 0.
    int index(int left, int right) {
        long key = ((long) left << 32) | right;
        int mask = slots.length - 1;
        int slot = slot(key, mask);
        while (slots[slot] != 0) {
            if (pairs[slots[slot] - 1] == key) {
                return slots[slot] - 1;
            }
            slot = (slot + 1) & mask;
        }
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
            heads = Arrays.copyOf(heads, size * 2);
        }
        pairs[size] = key;
        heads[size] = -1;
        slots[slot] = ++size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    void add(int pair, long times) {
        counts[pair] += times;
    }

    /// Notes that `pair` is in `word`. Once is enough, twice does no harm.
    void seenIn(int pair, int word) {
        if (heads[pair] >= 0 && nodeWords[heads[pair]] == word) {
            return;
        }
        if (nodes == nodeWords.length) {
            nodeWords = Arrays.copyOf(nodeWords, Math.addExact(nodes, nodes / 2));
            nodeNexts = Arrays.copyOf(nodeNexts, nodeWords.length);
        }
        nodeWords[nodes] = word;
        nodeNexts[nodes] = heads[pair];
        heads[pair] = nodes++;
    }

    /// Forgets a pair that is no more, and gives the list of words it was seen in: walk it with [#word] and [#next].
    int remove(int pair) {
        int head = heads[pair];
        heads[pair] = -1;
        counts[pair] = 0;
        return head;
    }

    int word(int node) {
        return nodeWords[node];
    }

    /// The next node of a list, -1 at its end.
    int next(int node) {
        return nodeNexts[node];
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int pair = 0; pair < size; pair++) {
            int slot = slot(pairs[pair], slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = pair + 1;
        }
    }

    private static int slot(long key, int mask) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }
}
