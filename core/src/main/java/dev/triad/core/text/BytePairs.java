// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import java.util.Arrays;

/// Byte-pair encoding: a word begins as bytes; the neighbours whose merge was learned first are joined, leftmost first,
/// until no neighbours have a merge. Short words look for it by walking, long ones keep a heap.
final class BytePairs implements PieceModel {
    private static final int SHORT = 32;

    private final int[] byteIds;
    private final MergeTable merges;

    /// @param byteIds the id of each single byte
    BytePairs(int[] byteIds, MergeTable merges) {
        this.byteIds = byteIds;
        this.merges = merges;
    }

    @Override
    public void cut(WordBuffer word, IntBuilder ids, IntBuilder ends) {
        if (word.size() <= SHORT) {
            walk(word, ids, ends);
        } else {
            new MergeHeap(word, byteIds, merges).cut(ids, ends);
        }
    }

    private void walk(WordBuffer word, IntBuilder ids, IntBuilder ends) {
        int size = word.size();
        var tokens = new int[size];
        var tokenEnds = new int[size];
        var ranks = new int[size];
        for (int i = 0; i < size; i++) {
            tokens[i] = byteIds[word.bytes()[i] & 0xFF];
            tokenEnds[i] = i + 1;
        }
        for (int i = 0; i < size; i++) {
            ranks[i] = i + 1 < size ? merges.rank(tokens[i], tokens[i + 1]) : MergeTable.NONE;
        }
        while (true) {
            int best = 0;
            for (int i = 1; i < size; i++) {
                if (ranks[i] < ranks[best]) {
                    best = i;
                }
            }
            if (size == 0 || ranks[best] == MergeTable.NONE) {
                break;
            }
            tokens[best] = merges.joined(ranks[best]);
            tokenEnds[best] = tokenEnds[best + 1];
            size--;
            System.arraycopy(tokens, best + 2, tokens, best + 1, size - best - 1);
            System.arraycopy(tokenEnds, best + 2, tokenEnds, best + 1, size - best - 1);
            System.arraycopy(ranks, best + 2, ranks, best + 1, size - best - 1);
            ranks[best] = best + 1 < size ? merges.rank(tokens[best], tokens[best + 1]) : MergeTable.NONE;
            if (best > 0) {
                ranks[best - 1] = merges.rank(tokens[best - 1], tokens[best]);
            }
        }
        ids.addAll(tokens, 0, size);
        ends.addAll(tokenEnds, 0, size);
    }

    /// The same for long words: tokens in a linked list, candidates in a binary heap, stale ones skipped when they
    /// surface.
    private static final class MergeHeap {
        private final MergeTable merges;
        private final int[] tokens;
        private final int[] next;
        private final int[] previous;

        /// rank << 32 | position: leftmost first among equals.
        private long[] heap;

        private int size;

        MergeHeap(WordBuffer word, int[] byteIds, MergeTable merges) {
            this.merges = merges;
            int length = word.size();
            tokens = new int[length];
            next = new int[length];
            previous = new int[length];
            heap = new long[Math.max(16, length)];
            for (int i = 0; i < length; i++) {
                tokens[i] = byteIds[word.bytes()[i] & 0xFF];
                next[i] = i + 1;
                previous[i] = i - 1;
            }
            for (int i = 0; i + 1 < length; i++) {
                offer(i);
            }
        }

        void cut(IntBuilder ids, IntBuilder ends) {
            while (size > 0) {
                long top = poll();
                int left = (int) top;
                if (next[left] >= tokens.length || next[left] < 0) {
                    continue;
                }
                int right = next[left];
                int rank = merges.rank(tokens[left], tokens[right]);
                if (rank != top >>> 32) {
                    continue;
                }
                tokens[left] = merges.joined(rank);
                next[left] = next[right];
                next[right] = -1;
                if (next[left] < tokens.length) {
                    previous[next[left]] = left;
                    offer(left);
                }
                if (previous[left] >= 0) {
                    offer(previous[left]);
                }
            }
            for (int i = 0; i < tokens.length; i = next[i]) {
                ids.add(tokens[i]);
                ends.add(next[i]);
            }
        }

        private void offer(int left) {
            int rank = merges.rank(tokens[left], tokens[next[left]]);
            if (rank == MergeTable.NONE) {
                return;
            }
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            long entry = ((long) rank << 32) | left;
            int hole = size++;
            while (hole > 0 && heap[(hole - 1) / 2] > entry) {
                heap[hole] = heap[(hole - 1) / 2];
                hole = (hole - 1) / 2;
            }
            heap[hole] = entry;
        }

        private long poll() {
            long top = heap[0];
            long last = heap[--size];
            int hole = 0;
            while (2 * hole + 1 < size) {
                int child = 2 * hole + 1;
                if (child + 1 < size && heap[child + 1] < heap[child]) {
                    child++;
                }
                if (heap[child] >= last) {
                    break;
                }
                heap[hole] = heap[child];
                hole = child;
            }
            heap[hole] = last;
            return top;
        }
    }
}
