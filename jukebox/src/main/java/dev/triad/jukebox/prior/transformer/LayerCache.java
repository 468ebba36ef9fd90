// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import dev.triad.torch.nn.Attention;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/// The keys and values of one layer's past.
abstract sealed class LayerCache implements AutoCloseable {
    final Tensor kept;

    private LayerCache(Tensor kept) {
        this.kept = kept.keep();
    }

    /// An empty past for a layer.
    static LayerCache of(
            TransformerConfig config, FactoredAttention layer, int batch, @Nullable Tensor lyrics, Pass pass) {
        if (layer.pattern() == AttentionPattern.LYRICS) {
            return new Lyrics(Tensors.stack(layer.lyricKeysAndValues(lyrics, pass), 0));
        }
        var compute = pass.compute();
        var dtype = compute.dtype() == DType.F64 || compute.dtype() == DType.BF16 ? compute.dtype() : DType.F32;
        int heads = config.heads();
        int d = config.stateWidth() / heads;
        int rows = config.blocks();
        int columns = config.rowLength();
        // Zeros, for the slots that stand for nothing.
        return switch (layer.pattern()) {
            case DENSE -> new Running(zeros(pass, dtype, 2, batch, heads, config.positions(), d), config.positions());
            case PRIME ->
                new Running(zeros(pass, dtype, 2, batch, heads, config.primePositions(), d), config.positions());
            case ROW -> new Running(zeros(pass, dtype, 2, batch, heads, columns, d), columns);
            case COLUMN -> new Column(zeros(pass, dtype, columns, 2, batch, heads, rows, d));
            case PREVIOUS_ROW -> new PreviousRow(zeros(pass, dtype, 2, 2, batch, heads, columns, d));
            case SUMMARY -> new Summary(zeros(pass, dtype, 2, batch, heads, rows, d), 1, columns);
            case SUMMARY_SPREAD ->
                new Summary(
                        zeros(pass, dtype, 2, batch, heads, (long) rows * config.spread(), d),
                        config.spread(),
                        columns);
            case LYRICS -> throw new IllegalStateException("made above");
        };
    }

    private static Tensor zeros(Pass pass, DType dtype, long... shape) {
        return Tensors.zeros(dtype, pass.compute().device(), shape);
    }

    /// Takes the keys and values of a few positions within one row in, and attends.
    ///
    /// @param q [B, H, m, d]
    /// @param kv keys and values [2, B, H, m, d], null for lyrics
    /// @param position of the first
    /// @return [B, H, m, d]
    abstract Tensor attend(Tensor q, @Nullable Tensor kv, int position, double scale, Pass pass);

    long bytes() {
        return kept.count() * kept.dtype().bytes();
    }

    static Tensor required(@Nullable Tensor kv) {
        if (kv == null) throw new IllegalStateException("keys and values are missing");
        return kv;
    }

    @Override
    public void close() {
        kept.close();
    }

    /// Up to so many positions that follow one another, from the beginning of the sequence or of the row.
    private static final class Running extends LayerCache {
        private final int period;

        /// @param kept [2, B, H, capacity, d]
        /// @param period the past is forgotten after so many positions
        Running(Tensor kept, int period) {
            super(kept);
            this.period = period;
        }

        @Override
        Tensor attend(Tensor q, @Nullable Tensor kv, int position, double scale, Pass pass) {
            int count = (int) q.size(2);
            int capacity = (int) kept.size(3);
            int at = position % period;
            int fresh = Math.min(capacity, at + count) - at;
            if (fresh > 0) kept.narrow(3, at, fresh).copy_(required(kv).narrow(3, 0, fresh));
            int seen = Math.min(capacity, at + count);
            var past = kept.narrow(3, 0, seen);
            var mask = count == 1 || at >= capacity ? null : CausalMasks.after(count, seen, at, q.device());
            return Attention.attend(q, past.select(0, 0), past.select(0, 1), mask, scale, 0, pass);
        }
    }

    /// The whole history, column by column: a step reads one column from front to back.
    private static final class Column extends LayerCache {
        /// @param kept [C, 2, B, H, R, d]
        Column(Tensor kept) {
            super(kept);
        }

        @Override
        Tensor attend(Tensor q, @Nullable Tensor kv, int position, double scale, Pass pass) {
            int count = (int) q.size(2);
            int columns = (int) kept.size(0);
            int row = position / columns;
            int column = position % columns;
            if (count == 1) {
                var its = kept.select(0, column); // [2, B, H, R, d]
                its.narrow(3, row, 1).copy_(required(kv));
                var past = its.narrow(3, 0, row + 1L);
                return Attention.attend(q, past.select(0, 0), past.select(0, 1), null, scale, 0, pass);
            }
            var its = kept.narrow(0, column, count); // [m, 2, B, H, R, d]
            its.select(4, row).copy_(required(kv).permute(3, 0, 1, 2, 4));
            var past = its.narrow(4, 0, row + 1L);
            long batch = q.size(0);
            long heads = q.size(1);
            long d = q.size(3);
            var seen = Attention.attend( // every column by itself
                    q.permute(2, 0, 1, 3).reshape(count * batch, heads, 1, d),
                    past.select(1, 0).reshape(count * batch, heads, row + 1L, d),
                    past.select(1, 1).reshape(count * batch, heads, row + 1L, d),
                    null,
                    scale,
                    0,
                    pass);
            return seen.view(count, batch, heads, d).permute(1, 2, 0, 3);
        }
    }

    /// The row before and the row that grows, in turn.
    private static final class PreviousRow extends LayerCache {
        /// @param kept [2, 2, B, H, C, d]
        PreviousRow(Tensor kept) {
            super(kept);
        }

        @Override
        Tensor attend(Tensor q, @Nullable Tensor kv, int position, double scale, Pass pass) {
            int count = (int) q.size(2);
            int columns = (int) kept.size(4);
            int row = position / columns;
            kept.select(0, row & 1).narrow(3, position % columns, count).copy_(required(kv));
            if (row == 0) return Tensors.zerosLike(q);
            var before = kept.select(0, (row - 1) & 1);
            return Attention.attend(q, before.select(0, 0), before.select(0, 1), null, scale, 0, pass);
        }
    }

    /// The last positions of each row, behind slots of zeros.
    private static final class Summary extends LayerCache {
        private final int spread;
        private final int columns;

        /// @param kept [2, B, H, R spread, d]
        Summary(Tensor kept, int spread, int columns) {
            super(kept);
            this.spread = spread;
            this.columns = columns;
        }

        @Override
        Tensor attend(Tensor q, @Nullable Tensor kv, int position, double scale, Pass pass) {
            int count = (int) q.size(2);
            int row = position / columns;
            int column = position % columns;
            int from = Math.max(column, columns - spread);
            int fresh = column + count - from;
            boolean lastRow = (row + 1L) * spread >= kept.size(3);
            if (fresh > 0 && !lastRow) {
                int slot = (row + 1) * spread + from - (columns - spread);
                kept.narrow(3, slot, fresh).copy_(required(kv).narrow(3, from - column, fresh));
            }
            var past = kept.narrow(3, 0, (row + 1L) * spread);
            return Attention.attend(q, past.select(0, 0), past.select(0, 1), null, scale, 0, pass);
        }
    }

    /// Encoded lyrics, which never change.
    private static final class Lyrics extends LayerCache {
        /// @param kept [2, B, H, S, d]
        Lyrics(Tensor kept) {
            super(kept);
        }

        @Override
        Tensor attend(Tensor q, @Nullable Tensor kv, int position, double scale, Pass pass) {
            return Attention.attend(q, kept.select(0, 0), kept.select(0, 1), null, scale, 0, pass);
        }
    }
}
