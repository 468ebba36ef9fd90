// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.data.EpochOrder;
import dev.triad.core.random.RandomKey;
import java.util.Arrays;
import java.util.Comparator;

/// Which rows make up each batch. Every epoch visits each row once, in an order of its own; within a window of
/// some batches rows are sorted by length, so that a batch's rows are about equally long, and then the batches
/// are shuffled. An epoch's plan depends on seed and epoch alone.
///
/// The last batch of an epoch may be smaller; it is not always the last one that is seen.
public final class BatchOrder {
    private static final int WINDOW = 32;

    private final RandomKey key;
    private final int[] lengths;
    private final int batch;
    private final EpochOrder order;
    private long planned = -1;
    private int[][] plan = {};

    /// @param key where shuffles come from
    /// @param lengths tokens of each row
    /// @param batch rows of a batch
    public BatchOrder(RandomKey key, int[] lengths, int batch) {
        if (batch < 1) throw new IllegalArgumentException("a batch must have at least one row, got " + batch);
        this.key = key;
        this.lengths = lengths.clone();
        this.batch = batch;
        order = new EpochOrder(key.named("rows"), lengths.length);
    }

    public long batchesPerEpoch() {
        return Math.ceilDiv(lengths.length, batch);
    }

    /// The rows of a batch, counted from 0 over all epochs.
    public int[] rows(long number) {
        long epoch = number / batchesPerEpoch();
        if (epoch != planned) {
            plan = plan(epoch);
            planned = epoch;
        }
        return plan[(int) (number % batchesPerEpoch())].clone();
    }

    private int[][] plan(long epoch) {
        int count = lengths.length;
        var rows = new Integer[count];
        for (int i = 0; i < count; i++) rows[i] = (int) order.example(epoch * count + i);
        int window = WINDOW * batch;
        for (int from = 0; from < count; from += window) {
            Arrays.sort(rows, from, Math.min(count, from + window), Comparator.comparingInt(row -> lengths[row]));
        }
        int batches = (int) batchesPerEpoch();
        var places = new int[batches];
        for (int i = 0; i < batches; i++) places[i] = i;
        key.named("batches").at(epoch, 0, 0).shuffle(places);
        var shuffled = new int[batches][];
        for (int i = 0; i < batches; i++) {
            int from = places[i] * batch;
            shuffled[i] = Arrays.stream(rows, from, Math.min(count, from + batch))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        return shuffled;
    }
}
