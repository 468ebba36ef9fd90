// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.encoder;

import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A batch on the device, without its padding: linear layers and norms see the N tokens that are computed,
/// attention sees rows.
///
/// Computed are the tokens attention may look at, and the first of each row, whose output heads read even where a
/// mask hides it.
///
/// @param rows B
/// @param length T
/// @param ids [N] (i64)
/// @param types [N] (i64)
/// @param positions [N] (i64)
/// @param mask what attention adds to scores, [B, 1, 1, T] (f32), or null when nothing is hidden
/// @param cells where each computed token is in [B · T], [N] (i64), or null when all are computed
/// @param places where each cell's token is in N, [B · T] (i64); cells without one point at 0; null as `cells`
/// @param first where each row's first token is in N, [B] (i64)
public record EncoderInput(
        int rows,
        int length,
        Tensor ids,
        Tensor types,
        Tensor positions,
        @Nullable Tensor mask,
        @Nullable Tensor cells,
        @Nullable Tensor places,
        Tensor first) {
    /// What hides a key: large enough that its weight is exactly 0 in f32, small enough for every type.
    private static final float HIDDEN = -10_000;

    /// Checks a batch against a configuration and brings it to a device.
    ///
    /// @throws IllegalArgumentException when it is too long, or an id is outside its table
    public static EncoderInput of(TokenBatch batch, EncoderConfig config, Device device) {
        return of(batch, config, device, false);
    }

    /// The same without leaving anything out: padding is computed like everything else, as reference
    /// implementations do. Only comparisons with them need it.
    public static EncoderInput dense(TokenBatch batch, EncoderConfig config, Device device) {
        return of(batch, config, device, true);
    }

    private static EncoderInput of(TokenBatch batch, EncoderConfig config, Device device, boolean computePadding) {
        if (batch.length() > config.maxLength()) {
            throw new IllegalArgumentException("the input has " + batch.length()
                    + " tokens, the model's position table ends at " + config.maxLength());
        }
        requireIds("token id", batch.ids(), config.vocabSize());
        requireIds("segment id", batch.types(), config.typeVocabSize());
        var cells = new long[batch.ids().length];
        var places = new long[cells.length];
        var first = new long[batch.rows()];
        boolean hides = false;
        int count = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            boolean leads = cell % batch.length() == 0;
            hides |= batch.mask()[cell] == 0;
            if (batch.mask()[cell] == 0 && !leads && !computePadding) continue;
            if (leads) first[cell / batch.length()] = count;
            places[cell] = count;
            cells[count++] = cell;
        }
        var computed = Arrays.copyOf(cells, count);
        boolean all = count == places.length;
        return new EncoderInput(
                batch.rows(),
                batch.length(),
                pick(batch.ids(), computed).to(device),
                pick(batch.types(), computed).to(device),
                pick(batch.positions(config), computed).to(device),
                hides ? mask(batch).to(device) : null,
                all ? null : Tensors.of(computed).to(device),
                all ? null : Tensors.of(places).to(device),
                Tensors.of(first).to(device));
    }

    private static void requireIds(String what, long[] ids, int size) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= size) {
                throw new IllegalArgumentException(
                        what + " " + ids[i] + " at cell " + i + " is outside the model's table of " + size);
            }
        }
    }

    private static Tensor pick(long[] values, long[] cells) {
        var picked = new long[cells.length];
        for (int i = 0; i < cells.length; i++) picked[i] = values[(int) cells[i]];
        return Tensors.of(picked);
    }

    private static Tensor mask(TokenBatch batch) {
        var additive = new float[batch.mask().length];
        for (int i = 0; i < additive.length; i++) additive[i] = batch.mask()[i] == 1 ? 0 : HIDDEN;
        return Tensors.of(additive, batch.rows(), 1, 1, batch.length());
    }

    /// Computed tokens [N, W] in rows: [B, T, W]. What stands in the other cells is arbitrary.
    Tensor toRows(Tensor tokens) {
        var all = places == null ? tokens : tokens.index_select(0, places);
        return all.view(rows, length, tokens.size(-1));
    }

    /// Rows [B, T, W] as computed tokens [N, W].
    Tensor toTokens(Tensor inRows) {
        var flat = inRows.reshape((long) rows * length, inRows.size(-1));
        return cells == null ? flat : flat.index_select(0, cells);
    }

    /// Computed tokens [N, W] in rows with zeros where nothing was computed: [B, T, W].
    public Tensor padded(Tensor tokens) {
        return padded(tokens, 0);
    }

    /// Computed tokens [N, W] in rows with `filler` where nothing was computed: [B, T, W].
    public Tensor padded(Tensor tokens, double filler) {
        if (cells == null) return tokens.view(rows, length, tokens.size(-1));
        var empty = Tensors.full(filler, tokens.dtype(), tokens.device(), (long) rows * length, tokens.size(-1));
        return empty.index_copy(0, cells, tokens).view(rows, length, tokens.size(-1));
    }

    /// Each row's first token: [N, W] → [B, W].
    public Tensor firsts(Tensor tokens) {
        return tokens.index_select(0, first);
    }

    /// The same tokens and places with other ids [N] (i64), which must be in the table.
    public EncoderInput withIds(Tensor others) {
        return new EncoderInput(rows, length, others, types, positions, mask, cells, places, first);
    }

    /// Whether every cell is computed.
    public boolean isDense() {
        return cells == null;
    }
}
