// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text.train;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Learns byte-pair merges: again and again the commonest two neighbours of all words become one symbol. Counts follow
/// each merge instead of being made anew, so a merge costs as much as the words it touches.
final class MergeLearner {
    /// Two neighbours and how often they are, when they were put in the queue. The commonest comes first, of equals
    /// that with the smaller ids.
    record Candidate(int left, int right, long count) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int byCount = Long.compare(other.count, count);
            int byLeft = byCount != 0 ? byCount : Integer.compare(left, other.left);
            return byLeft != 0 ? byLeft : Integer.compare(right, other.right);
        }
    }

    /// The symbols of all words, each word's from `starts` on.
    private final int[] symbols;

    private final int[] starts;
    private final int[] lengths;
    private final long[] counts;
    private final PairCounts pairs = new PairCounts();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    private int merges;

    /// The merge that last went through each word.
    private final int[] visited;

    /// The merge that last made each pair more frequent, and the pairs that the present merge did.
    private int[] raisedBy = new int[1 << 12];

    private int[] raised = new int[1 << 10];
    private int raisedSize;

    /// @param symbols the symbols of all words, one word after the other; merged in place
    /// @param starts where each word begins, and where the last one ends
    /// @param counts how often each word is
    MergeLearner(int[] symbols, int[] starts, long[] counts) {
        this.symbols = symbols;
        this.starts = starts;
        this.counts = counts;
        lengths = new int[counts.length];
        visited = new int[counts.length];
        for (int word = 0; word < counts.length; word++) {
            lengths[word] = starts[word + 1] - starts[word];
            for (int i = starts[word]; i + 1 < starts[word + 1]; i++) {
                int pair = pairs.index(symbols[i], symbols[i + 1]);
                pairs.add(pair, counts[word]);
                pairs.seenIn(pair, word);
            }
        }
        for (int pair = 0; pair < pairs.size(); pair++) {
            offer(pair);
        }
    }

    /// The commonest neighbours, or null when no word has two symbols.
    @Nullable
    Candidate best() {
        while (true) {
            var top = queue.poll();
            if (top == null) {
                return null;
            }
            int pair = pairs.index(top.left, top.right);
            if (pairs.count(pair) == top.count) {
                return top;
            }
            // Other merges took some of them since.
            offer(pair);
        }
    }

    /// Makes `joined` of `candidate` wherever it stands.
    void join(Candidate candidate, int joined) {
        merges++;
        int merged = pairs.index(candidate.left, candidate.right);
        for (int node = pairs.remove(merged); node >= 0; node = pairs.next(node)) {
            int word = pairs.word(node);
            if (visited[word] != merges) {
                visited[word] = merges;
                join(word, candidate.left, candidate.right, joined);
            }
        }
        // In "aaa" the merge of "aa" takes away a pair that it had itself made impossible.
        pairs.remove(merged);
        for (int i = 0; i < raisedSize; i++) {
            offer(raised[i]);
        }
        raisedSize = 0;
    }

    private void join(int word, int left, int right, int joined) {
        int start = starts[word];
        int end = start + lengths[word];
        int to = start;
        for (int from = start; from < end; to++) {
            boolean here = symbols[from] == left && from + 1 < end && symbols[from + 1] == right;
            if (here) {
                if (to > start) {
                    change(symbols[to - 1], left, -counts[word], word);
                    change(symbols[to - 1], joined, counts[word], word);
                }
                if (from + 2 < end) {
                    change(right, symbols[from + 2], -counts[word], word);
                    change(joined, symbols[from + 2], counts[word], word);
                }
            }
            symbols[to] = here ? joined : symbols[from];
            from += here ? 2 : 1;
        }
        lengths[word] = to - start;
    }

    private void change(int left, int right, long times, int word) {
        int pair = pairs.index(left, right);
        pairs.add(pair, times);
        if (times < 0) {
            return;
        }
        pairs.seenIn(pair, word);
        if (pair >= raisedBy.length) {
            raisedBy = Arrays.copyOf(raisedBy, Math.max(pair + 1, raisedBy.length * 2));
        }
        if (raisedBy[pair] != merges) {
            raisedBy[pair] = merges;
            if (raisedSize == raised.length) {
                raised = Arrays.copyOf(raised, raisedSize * 2);
            }
            raised[raisedSize++] = pair;
        }
    }

    private void offer(int pair) {
        if (pairs.count(pair) > 0) {
            queue.add(new Candidate(pairs.left(pair), pairs.right(pair), pairs.count(pair)));
        }
    }
}
