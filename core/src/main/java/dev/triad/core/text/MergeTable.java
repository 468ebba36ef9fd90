// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Arrays;

/// The merges of a byte-pair encoding, looked up by the two ids they join: an open-addressing hash table of one long
/// each, because most look-ups find nothing and should not touch more memory than that.
final class MergeTable {
    /// The rank of neighbours that do not merge: larger than every real one.
    static final int NONE = Integer.MAX_VALUE;

    private static final int ID_BITS = 21;
    private static final int RANK_BITS = 64 - 2 * ID_BITS;

    /// left, right, rank + 1 in one long; 0 is free.
    private final long[] table;

    private final int shift;

    /// The id of what the merge of each rank makes.
    private final int[] joined;

    /// @param lefts the left id of each merge, in the order of their ranks
    MergeTable(int[] lefts, int[] rights, int[] joined) {
        if (joined.length >= (1 << RANK_BITS) - 1 || Arrays.stream(joined).anyMatch(id -> id >= 1 << ID_BITS)) {
            throw new IllegalArgumentException("the vocabulary is too large: merges must be fewer than "
                    + ((1 << RANK_BITS) - 1) + " and their ids smaller than " + (1 << ID_BITS));
        }
        int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, lefts.length));
        table = new long[1 << bits];
        shift = 64 - bits;
        this.joined = joined;
        for (int rank = 0; rank < lefts.length; rank++) {
            long pair = pair(lefts[rank], rights[rank]);
            table[slot(pair)] = (pair << RANK_BITS) | (rank + 1);
        }
    }

    /// The rank of the merge of `left` and `right`, or [#NONE]. Of two merges the smaller goes first.
    int rank(int left, int right) {
        long entry = table[slot(pair(left, right))];
        return entry == 0 ? NONE : (int) (entry & ((1 << RANK_BITS) - 1)) - 1;
    }

    /// The id of what a merge makes.
    int joined(int rank) {
        return joined[rank];
    }

    private static long pair(int left, int right) {
        return ((long) left << ID_BITS) | right;
    }

    /// The slot of a pair, or the free one where it belongs.
    private int slot(long pair) {
        int slot = (int) ((pair * 0x9E3779B97F4A7C15L) >>> shift);
        while (table[slot] != 0 && table[slot] >>> RANK_BITS != pair) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }
}
