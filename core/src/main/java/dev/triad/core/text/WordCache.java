// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Remembers the ids of words by their bytes. A slot is four longs, half a cache line: the word in three, with its
/// length and the number of its ids in the last byte, and the ids in the fourth. Longer words and words of more ids are
/// not kept. Any of four neighbouring slots can hold a word: a newcomer takes a free one or the last, and moves up by
/// one each time it is asked for, so rare words do not push out frequent ones. The cache never grows, and what it holds
/// changes speed alone.
final class WordCache {
    /// The longest word kept, in bytes.
    static final int LONGEST = 23;

    /// The most ids kept for a word.
    static final int MOST_IDS = 3;

    /// The largest id kept.
    static final int LARGEST_ID = (1 << 21) - 1;

    private static final int SLOT = 4;
    private static final int WAYS = 4;
    private static final int SETS = 1 << 14;

    /// The top three bits of a slot's third long: how many ids.
    private static final int COUNT_SHIFT = 61;

    private static final int LENGTH_SHIFT = 56;
    private static final int ID_BITS = 21;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] slots = new long[SLOT * WAYS * SETS];
    private final byte[] edge = new byte[24];

    // The word last asked for, so that it can be stored next.
    private long head;
    private long middle;
    private long tail;
    private int first;

    /// Appends the ids of `utf8[start, end)`, a word of at most [#LONGEST] bytes, if they are known.
    boolean append(byte[] utf8, int start, int end, IntBuilder out) {
        int length = end - start;
        if (start + 24 <= utf8.length) {
            key(utf8, start, length);
        } else {
            System.arraycopy(utf8, start, edge, 0, length);
            key(edge, 0, length);
        }
        long hash = head * 0x9E3779B97F4A7C15L + middle * 0xC2B2AE3D27D4EB4FL + tail * 0x165667B19E3779F9L;
        hash ^= hash >>> 29;
        first = (int) (((hash * 0xBF58476D1CE4E5B9L) >>> 32) & (SETS - 1)) * WAYS * SLOT;
        if (holds(first)) {
            copy(first, out);
            return true;
        }
        for (int slot = first + SLOT; slot < first + WAYS * SLOT; slot += SLOT) {
            if (holds(slot)) {
                copy(slot, out);
                swap(slot - SLOT, slot);
                return true;
            }
        }
        return false;
    }

    /// Stores the ids of the word last asked for, unless they are too many or too large.
    void store(int[] ids, int from, int to) {
        if (to - from > MOST_IDS) {
            return;
        }
        long packed = 0;
        for (int i = to; i > from; i--) {
            if (ids[i - 1] > LARGEST_ID) {
                return;
            }
            packed = (packed << ID_BITS) | ids[i - 1];
        }
        int slot = first;
        while (slots[slot + 2] != 0 && slot < first + (WAYS - 1) * SLOT) {
            slot += SLOT;
        }
        slots[slot] = head;
        slots[slot + 1] = middle;
        slots[slot + 2] = tail | ((long) (to - from) << COUNT_SHIFT);
        slots[slot + 3] = packed;
    }

    private void swap(int one, int other) {
        for (int i = 0; i < SLOT; i++) {
            long value = slots[one + i];
            slots[one + i] = slots[other + i];
            slots[other + i] = value;
        }
    }

    private void key(byte[] bytes, int start, int length) {
        head = (long) LONGS.get(bytes, start);
        middle = 0;
        tail = 0;
        if (length < 8) {
            head &= (1L << (8 * length)) - 1;
        } else if (length < 16) {
            middle = (long) LONGS.get(bytes, start + 8) & ((1L << (8 * (length - 8))) - 1);
        } else {
            middle = (long) LONGS.get(bytes, start + 8);
            tail = (long) LONGS.get(bytes, start + 16) & ((1L << (8 * (length - 16))) - 1);
        }
        tail |= (long) length << LENGTH_SHIFT;
    }

    private boolean holds(int slot) {
        return slots[slot] == head
                && (slots[slot + 2] & ((1L << COUNT_SHIFT) - 1)) == tail
                && slots[slot + 1] == middle;
    }

    private void copy(int slot, IntBuilder out) {
        int count = (int) (slots[slot + 2] >>> COUNT_SHIFT);
        long packed = slots[slot + 3];
        if (count == 1) {
            out.add((int) packed);
            return;
        }
        for (int i = 0; i < count; i++) {
            out.add((int) packed & LARGEST_ID);
            packed >>>= ID_BITS;
        }
    }
}
