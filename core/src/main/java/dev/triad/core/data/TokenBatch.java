// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import java.util.Arrays;

/// Examples side by side, padded to one length, in the form a model takes them: three arrays of rows × columns, row by
/// row. Made once, filled anew for every step.
public final class TokenBatch {
    private final int rows;
    private final int columns;
    private final int paddingId;
    private final int[] ids;
    private final int[] mask;
    private final int[] typeIds;

    /// @param rows examples in a batch
    /// @param columns tokens of an example, padding included
    /// @param paddingId the vocabulary's padding token
    public TokenBatch(int rows, int columns, int paddingId) {
        this.rows = rows;
        this.columns = columns;
        this.paddingId = paddingId;
        this.ids = new int[Math.multiplyExact(rows, columns)];
        this.mask = new int[ids.length];
        this.typeIds = new int[ids.length];
        Arrays.fill(ids, paddingId);
    }

    /// Puts an example into a row and padding behind it.
    ///
    /// @throws IllegalArgumentException if the example has more tokens than the batch has columns
    public void set(int row, ShardSet shards, long example) {
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("row %d of %d".formatted(row, rows));
        }
        int length = shards.length(example);
        if (length > columns) {
            throw new IllegalArgumentException(
                    "example %d has %d tokens, and the batch has room for %d".formatted(example, length, columns));
        }
        int from = row * columns;
        int to = from + columns;
        shards.copy(example, ids, from);
        Arrays.fill(ids, from + length, to, paddingId);
        Arrays.fill(mask, from, from + length, 1);
        Arrays.fill(mask, from + length, to, 0);
        int firstLength = shards.firstLength(example);
        Arrays.fill(typeIds, from, from + firstLength, 0);
        Arrays.fill(typeIds, from + firstLength, from + length, 1);
        Arrays.fill(typeIds, from + length, to, 0);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /// Token ids; the batch's own array.
    public int[] ids() {
        return ids;
    }

    /// 1 where there is a token, 0 where there is padding; the batch's own array.
    public int[] mask() {
        return mask;
    }

    /// 0 for the first segment and padding, 1 for the second segment; the batch's own array.
    public int[] typeIds() {
        return typeIds;
    }
}
