// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

/// The merges of a byte-pair encoding, looked up by the two ids they join: an open-addressing hash table.
final class MergeTable {
    /// No such merge: larger than every real one.
    static final long NONE = Long.MAX_VALUE;

    /// By twos: left << 32 | right, plus one so that 0 is free; rank << 32 | the id of the joined token.
    private final long[] table;

    private final int shift;

    /// @param lefts the left id of each merge, in the order of their ranks
    MergeTable(int[] lefts, int[] rights, int[] joined) {
        int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, lefts.length));
        table = new long[2 << bits];
        shift = 64 - bits;
        for (int rank = 0; rank < lefts.length; rank++) {
            long key = key(lefts[rank], rights[rank]);
            int slot = slot(key);
            while (table[slot] != 0 && table[slot] != key) {
                slot = (slot + 2) & (table.length - 1);
            }
            table[slot] = key;
            table[slot + 1] = ((long) rank << 32) | joined[rank];
        }
    }

    /// rank << 32 | joined id of the merge of `left` and `right`, or [#NONE]. Of two merges the smaller goes first.
    long find(int left, int right) {
        long key = key(left, right);
        for (int slot = slot(key); ; slot = (slot + 2) & (table.length - 1)) {
            if (table[slot] == key) {
                return table[slot + 1];
            } else if (table[slot] == 0) {
                return NONE;
            }
        }
    }

    private static long key(int left, int right) {
        return (((long) left << 32) | right) + 1;
    }

    private int slot(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> shift) * 2;
    }
}
