// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Arrays;

/// A trie over bytes whose edges all live in one hash table: small, quick to build, one probe a step.
final class PieceTrie {
    /// No such edge.
    static final int NONE = -1;

    /// Set in what [#step] returns when a token ends there, so that nobody need look up tokens that do not.
    static final int TOKEN = 1 << 30;

    private static final int MOST_NODES = 1 << 23;

    /// Each edge in one long: the node it leaves << 8 | its byte, plus one so that 0 is free; below that the node it
    /// leads to, with [#TOKEN] if a token ends there.
    private long[] edges = new long[1 << 12];

    private int edgeCount;

    /// The token that ends at each node, where one does.
    private int[] tokens = new int[1 << 10];

    private int nodes;

    /// A new node that no edge leads to.
    int root() {
        if (nodes == MOST_NODES) {
            throw new IllegalArgumentException(
                    "the vocabulary is too large: its tokens have more than 8 million prefixes");
        }
        if (nodes == tokens.length) {
            tokens = Arrays.copyOf(tokens, nodes * 2);
        }
        return nodes++;
    }

    /// Stores `token` under `bytes`, at least one, read from `root` on. A later token replaces an earlier one.
    void put(int root, byte[] bytes, int token) {
        int node = root;
        int slot = 0;
        for (byte value : bytes) {
            if (4L * edgeCount > 3L * edges.length) {
                grow();
            }
            int key = key(node, value);
            slot = find(edges, key);
            if (edges[slot] == 0) {
                edges[slot] = ((long) key << 32) | root();
                edgeCount++;
            }
            node = (int) edges[slot] & ~TOKEN;
        }
        edges[slot] |= TOKEN;
        tokens[node] = token;
    }

    /// The node one byte on, with or without [#TOKEN], or [#NONE].
    int step(int node, byte value) {
        long edge = edges[find(edges, key(node, value))];
        return edge == 0 ? NONE : (int) edge;
    }

    /// The token that ends at `node`, if [#step] said that one does.
    int token(int node) {
        return tokens[node];
    }

    /// The slot of a key, or the free one where it belongs.
    private static int find(long[] edges, int key) {
        int mask = edges.length - 1;
        int hash = key * 0x9E3779B1;
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (edges[slot] != 0 && (int) (edges[slot] >>> 32) != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        var larger = new long[edges.length * 2];
        for (long edge : edges) {
            if (edge != 0) {
                larger[find(larger, (int) (edge >>> 32))] = edge;
            }
        }
        edges = larger;
    }

    private static int key(int node, byte value) {
        return ((node << 8) | (value & 0xFF)) + 1;
    }
}
