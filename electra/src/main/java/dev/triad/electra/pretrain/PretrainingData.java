// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.core.data.EpochOrder;
import dev.triad.core.data.ShardSet;
import dev.triad.core.random.RandomKey;
import dev.triad.core.text.SpecialToken;
import dev.triad.electra.encoder.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The batches of pretraining as a function of the step: which examples, in which order, with which positions chosen.
/// Nothing is stored, so a run that resumes sees what it would have seen.
final class PretrainingData {
    private final ShardSet examples;
    private final int batchSize;
    private final int microBatchSize;
    private final int longest;
    private final Masking masking;
    private final RandomKey masks;
    private final EpochOrder order;

    /// @param longest longer examples are cut to so many tokens
    /// @param key where the order and the choices come from
    PretrainingData(ShardSet examples, int batchSize, int microBatchSize, int longest, Masking masking, RandomKey key) {
        this.examples = examples;
        this.batchSize = batchSize;
        this.microBatchSize = microBatchSize;
        this.longest = longest;
        this.masking = masking;
        this.masks = key.named("masks");
        this.order = new EpochOrder(key.named("order"), examples.examples());
    }

    /// The micro-batches of a step in an order that visits every example once per epoch.
    List<PretrainingBatch> shuffled(long step) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < batchSize; i++) rows.add(row(order.example(step * batchSize + i), step, i));
        return batches(rows);
    }

    /// The micro-batches of the `index`-th run of examples as they lie in the shards; empty past the end.
    List<PretrainingBatch> inOrder(long index) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < batchSize; i++) {
            long example = index * batchSize + i;
            if (example < examples.examples()) rows.add(row(example, index, i));
        }
        return batches(rows);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(int[] ids, int firstLength, Masking.Choice choice) {}

    private Row row(long example, long step, int place) {
        var whole = examples.example(example);
        int[] ids = whole.ids();
        if (ids.length > longest) {
            ids = Arrays.copyOf(ids, longest);
            ids[longest - 1] = masking.vocabulary().id(SpecialToken.SEPARATOR);
        }
        return new Row(ids, whole.firstLength(), masking.choose(ids, 0, ids.length, masks.at(step, 0, place)));
    }

    private List<PretrainingBatch> batches(List<Row> rows) {
        long tokens = rows.stream().mapToLong(row -> row.ids.length).sum();
        long choices =
                rows.stream().mapToLong(row -> row.choice.positions().length).sum();
        var batches = new ArrayList<PretrainingBatch>();
        for (int from = 0; from < rows.size(); from += microBatchSize) {
            batches.add(batch(rows.subList(from, Math.min(rows.size(), from + microBatchSize)), tokens, choices));
        }
        return batches;
    }

    private PretrainingBatch batch(List<Row> rows, long tokens, long choices) {
        int mask = masking.vocabulary().id(SpecialToken.MASK);
        int pad = masking.vocabulary().id(SpecialToken.PADDING);
        var types = new ArrayList<int[]>();
        var original = new ArrayList<int[]>();
        var masked = new ArrayList<int[]>();
        int count = rows.stream().mapToInt(row -> row.choice.positions().length).sum();
        var chosen = new long[count];
        var targets = new long[count];
        int at = 0;
        int start = 0;
        for (var row : rows) {
            var its = new int[row.ids.length];
            for (int i = row.firstLength; i < its.length; i++) its[i] = 1;
            var hidden = row.ids.clone();
            for (int i = 0; i < row.choice.positions().length; i++) {
                int position = row.choice.positions()[i];
                if (row.choice.masked()[i]) hidden[position] = mask;
                chosen[at] = (long) start + position;
                targets[at++] = row.ids[position];
            }
            types.add(its);
            original.add(row.ids);
            masked.add(hidden);
            start += row.ids.length;
        }
        return new PretrainingBatch(
                TokenBatch.of(original, types, pad),
                TokenBatch.of(masked, types, pad),
                chosen,
                targets,
                Math.max(1, tokens),
                Math.max(1, choices));
    }
}
