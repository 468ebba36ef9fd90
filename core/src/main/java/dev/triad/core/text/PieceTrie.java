// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Arrays;

/// A trie over bytes whose edges all live in one hash table: small, quick to build, one probe a step.
final class PieceTrie {
    /// No such node, no such token.
    static final int NONE = -1;

    /// Each edge in one long: node << 8 | byte, plus one so that 0 is free, and below it the node it leads to.
    private long[] edges = new long[1 << 12];

    private int[] tokens = new int[1 << 10];
    private int nodes;
    private int edgeCount;

    /// A new node that no edge leads to.
    int root() {
        if (nodes == tokens.length) {
            tokens = Arrays.copyOf(tokens, nodes * 2);
        }
        if (nodes == 1 << 23) {
            throw new IllegalArgumentException(
                    "the vocabulary is too large: its tokens have more than 8 million prefixes");
        }
        tokens[nodes] = NONE;
        return nodes++;
    }

    /// Stores `token` under `bytes`, read from `root` on. A later token replaces an earlier one.
    void put(int root, byte[] bytes, int token) {
        int node = root;
        for (byte value : bytes) {
            int next = step(node, value);
            if (next == NONE) {
                next = root();
                edge(node, value, next);
            }
            node = next;
        }
        tokens[node] = token;
    }

    /// The node one byte on, or [#NONE].
    int step(int node, byte value) {
        int key = key(node, value);
        int mask = edges.length - 1;
        for (int slot = slot(key, mask); ; slot = (slot + 1) & mask) {
            long edge = edges[slot];
            if ((int) (edge >>> 32) == key) {
                return (int) edge;
            } else if (edge == 0) {
                return NONE;
            }
        }
    }

    /// The token that ends at `node`, or [#NONE].
    int token(int node) {
        return tokens[node];
    }

    private void edge(int node, byte value, int target) {
        if (++edgeCount * 2 > edges.length) {
            var old = edges;
            edges = new long[old.length * 2];
            for (long edge : old) {
                if (edge != 0) {
                    insert(edge);
                }
            }
        }
        insert(((long) key(node, value) << 32) | target);
    }

    private void insert(long edge) {
        int mask = edges.length - 1;
        int slot = slot((int) (edge >>> 32), mask);
        while (edges[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        edges[slot] = edge;
    }

    private static int key(int node, byte value) {
        return ((node << 8) | (value & 0xFF)) + 1;
    }

    private static int slot(int key, int mask) {
        int hash = key * 0x9E3779B1;
        return (hash ^ (hash >>> 15)) & mask;
    }
}
