// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import dev.triad.core.random.RandomFill;
import dev.triad.core.random.RandomKey;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Workers;
import java.lang.foreign.MemorySegment;

/// Which blocks of a weight are struck, and the blow itself, on all threads of the run. Whether a block is struck
/// depends on its number alone: the mask is never drawn as a whole where only some rows are looked up, and a row is
/// struck alike whatever else is looked up.
@FunctionalInterface
interface Strikes {
    /// Weights that one thread takes at a time.
    int PIECE = 16_384;

    /// Blocks whose random numbers are made together: drawing a few of them costs as much as drawing all.
    int TOGETHER = 2048;

    /// Says of `count` blocks whether they are struck.
    ///
    /// @param firstBlock the number of the first
    /// @param struck 1 for yes, 0 for no
    void draw(long firstBlock, byte[] struck, int count);

    /// Blocks struck independently with probability `rate`.
    static Strikes random(RandomKey key, long step, int microBatch, double rate) {
        return (first, struck, count) -> RandomFill.dropMask(
                key, step, microBatch, 0, first, MemorySegment.ofArray(struck).asSlice(0, count), rate);
    }

    /// Distorts a weight as a whole.
    default void on(WeightRows weights, int block, Distortion distortion, int threads) {
        int blocksPerPiece = Math.max(1, PIECE / block);
        Workers.forRanges(weights.count() / block, blocksPerPiece, threads, (from, to) -> {
            var its = distortion.ofThread();
            var values = new float[blocksPerPiece * block];
            var struck = new byte[blocksPerPiece];
            for (long first = from; first < to; first += blocksPerPiece) {
                int count = (int) Math.min(blocksPerPiece, to - first);
                draw(first, struck, count);
                weights.read(first * block, values, count * block);
                its.distort(first * block, values, count * block, struck);
                weights.write(values, first * block, count * block);
            }
        });
    }

    /// Distorts looked-up rows of a table.
    ///
    /// @param rows the rows, one per id
    /// @param ids which rows of the table they are
    /// @param tableRows rows of the table
    default void onRows(WeightRows rows, long[] ids, long tableRows, int block, Distortion distortion, int threads) {
        int columns = rows.columns();
        int blocksPerRow = columns / block;
        var all = tableRows * blocksPerRow / TOGETHER < ids.length ? whole(tableRows * blocksPerRow, threads) : this;
        int grain = Math.max(1, PIECE / 4 / columns);
        Workers.forRanges(ids.length, grain, threads, (from, to) -> {
            var its = distortion.ofThread();
            var values = new float[columns];
            var struck = new byte[blocksPerRow];
            for (long at = from; at < to; at++) {
                long id = ids[(int) at];
                all.draw(id * blocksPerRow, struck, blocksPerRow);
                rows.read(at * columns, values, columns);
                its.distort(id * columns, values, columns, struck);
                rows.write(values, at * columns, columns);
            }
        });
    }

    /// The same strikes, drawn in advance.
    private Strikes whole(long blocks, int threads) {
        var all = new byte[Math.toIntExact(blocks)];
        Workers.forRanges(blocks, TOGETHER, threads, (from, to) -> {
            var some = new byte[TOGETHER];
            for (long first = from; first < to; first += TOGETHER) {
                int count = (int) Math.min(TOGETHER, to - first);
                draw(first, some, count);
                System.arraycopy(some, 0, all, (int) first, count);
            }
        });
        return (first, struck, count) -> System.arraycopy(all, (int) first, struck, 0, count);
    }
}
