// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.model.EncoderConfig;
import dev.triad.runtime.work.Scratch;
import dev.triad.runtime.work.Turn;
import java.util.Arrays;

/// Scaled dot-product attention (Vaswani et al. 2017), each head of each row by itself. Keys and values are brought
/// into panels, so that both products are those of any matrix.
final class Attention {
    private static final float[] NOTHING = new float[Kernels.PANEL];

    /// Queries that are answered together: their scores for 512 keys stay in the second cache. A multiple of the
    /// six rows that kernels like best.
    private static final int QUERIES = 48;

    private final Kernels kernels;
    private final int heads;
    private final int size;
    private final float scale;

    Attention(EncoderConfig config, Kernels kernels) {
        this.kernels = kernels;
        heads = config.attentionHeads();
        size = config.headSize();
        scale = (float) (1 / Math.sqrt(size));
    }

    /// @param threefold queries, keys and values [N, 3H], each `stride` wide
    /// @param context where what heads have found goes, [N, H]
    void forward(Turn turn, TokenBatch batch, float[] threefold, int stride, float[] context) {
        turn.each(batch.rows().size() * heads, (part, scratch) -> {
            int row = part / heads;
            int start = batch.starts()[row];
            int length = batch.starts()[row + 1] - start;
            head(threefold, start, length, part % heads * size, stride, context, scratch);
        });
    }

    private void head(
            float[] threefold, int start, int length, int column, int stride, float[] context, Scratch scratch) {
        int from = start * 3 * stride + column;
        int padded = Kernels.padded(length);
        int width = Kernels.padded(size);
        var keys = scratch.floats(Scratch.Use.KEYS, padded * size);
        turnKeys(threefold, from + stride, 3 * stride, length, keys);
        var values = scratch.floats(Scratch.Use.VALUES, width * length);
        for (int first = 0; first < size; first += Kernels.PANEL) {
            int columns = Math.min(Kernels.PANEL, size - first);
            gatherValues(threefold, from + 2 * stride + first, 3 * stride, length, columns, values, first * length);
        }
        var scores = scratch.floats(Scratch.Use.SCORES, QUERIES * padded);
        var found = scratch.floats(Scratch.Use.CONTEXT_OF_HEAD, QUERIES * width);
        for (int query = 0; query < length; query += QUERIES) {
            int count = Math.min(QUERIES, length - query);
            int queries = from + query * 3 * stride;
            for (int first = 0; first < length; first += Kernels.PANEL) { // [count, T]
                int panel = first * size;
                kernels.multiply(
                        threefold, queries, 3 * stride, count, size, keys, panel, NOTHING, 0, scores, first, padded);
            }
            for (int i = 0; i < count; i++) {
                kernels.softmax(scores, i * padded, length, scale);
            }
            for (int first = 0; first < size; first += Kernels.PANEL) { // [count, d]
                int panel = first * length;
                kernels.multiply(scores, 0, padded, count, length, values, panel, NOTHING, 0, found, first, width);
            }
            for (int i = 0; i < count; i++) {
                System.arraycopy(found, i * width, context, (start + query + i) * stride + column, size);
            }
        }
    }

    /// Keys as panels `[T/32][d][32]`.
    private void turnKeys(float[] threefold, int from, int stride, int length, float[] keys) {
        for (int first = 0; first < length; first += Kernels.PANEL) {
            int count = Math.min(Kernels.PANEL, length - first);
            int panel = first * size;
            if (count < Kernels.PANEL) {
                Arrays.fill(keys, panel, panel + size * Kernels.PANEL, 0);
            }
            for (int j = 0; j < count; j++) {
                int key = from + (first + j) * stride;
                for (int k = 0; k < size; k++) {
                    keys[panel + k * Kernels.PANEL + j] = threefold[key + k];
                }
            }
        }
    }

    /// 32 columns of the values as a panel `[T][32]`.
    private static void gatherValues(
            float[] threefold, int from, int stride, int length, int columns, float[] values, int to) {
        if (columns < Kernels.PANEL) {
            Arrays.fill(values, to, to + length * Kernels.PANEL, 0);
        }
        for (int i = 0; i < length; i++) {
            System.arraycopy(threefold, from + i * stride, values, to + i * Kernels.PANEL, columns);
        }
    }
}
