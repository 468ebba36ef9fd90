// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Arrays;

/// A trie over bytes whose edges all live in one hash table: small, quick to build, one probe a step.
final class PieceTrie {
    /// No such node, no such token.
    static final int NONE = -1;

    /// Edge keys, node << 8 | byte, plus one so that 0 is free.
    private int[] keys = new int[1 << 12];

    private int[] targets = new int[1 << 12];
    private int[] tokens = new int[1 << 10];
    private int nodes;
    private int edges;

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
        int key = ((node << 8) | (value & 0xFF)) + 1;
        int mask = keys.length - 1;
        for (int slot = slot(key, mask); ; slot = (slot + 1) & mask) {
            int found = keys[slot];
            if (found == key) {
                return targets[slot];
            } else if (found == 0) {
                return NONE;
            }
        }
    }

    /// The token that ends at `node`, or [#NONE].
    int token(int node) {
        return tokens[node];
    }

    private void edge(int node, byte value, int target) {
        if (++edges * 2 > keys.length) {
            grow();
        }
        insert(((node << 8) | (value & 0xFF)) + 1, target);
    }

    private void insert(int key, int target) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (keys[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        targets[slot] = target;
    }

    private void grow() {
        var oldKeys = keys;
        var oldTargets = targets;
        keys = new int[oldKeys.length * 2];
        targets = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                insert(oldKeys[i], oldTargets[i]);
            }
        }
    }

    private static int slot(int key, int mask) {
        int hash = key * 0x9E3779B1;
        return (hash ^ (hash >>> 15)) & mask;
    }
}
