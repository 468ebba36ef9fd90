// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import dev.triad.torch.nn.Attention;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Attention along one [AttentionPattern]. Sequences are seen as blocks, of which each pattern is a small attention
/// without waste: T positions in rows of C cost T · C along rows, T · T / C along columns.
public final class FactoredAttention extends Module {
    private final TransformerConfig config;
    private final AttentionPattern pattern;
    private final int heads;
    private final int state;
    private final double scale;
    private final Projection attend;
    private final @Nullable Projection memory;
    private final Projection project;

    FactoredAttention(TransformerConfig config, AttentionPattern pattern) {
        this.config = config;
        this.pattern = pattern;
        heads = config.heads();
        state = config.stateWidth();
        scale = 1 / Math.sqrt((double) state / heads);
        double deviation = 0.02 * config.initScale();
        boolean crosses = pattern == AttentionPattern.LYRICS;
        attend = child("c_attn", new Projection(config.width(), crosses ? state : 3L * state, deviation));
        memory = crosses ? child("c_enc_kv", new Projection(config.width(), 2L * state, deviation)) : null;
        // Lyrics change nothing at first, so that a prior trained without them can be given some.
        project = child("c_proj", new Projection(state, config.width(), crosses ? 0 : deviation));
    }

    public AttentionPattern pattern() {
        return pattern;
    }

    /// x [B, T, width] → [B, T, width], where T is all positions.
    ///
    /// @param lyrics encoded lyrics [B, S, width], for [AttentionPattern#LYRICS]
    Tensor forward(Tensor x, @Nullable Tensor lyrics, CausalMasks masks, Pass pass) {
        if (x.size(1) != config.positions()) {
            throw new IllegalArgumentException(
                    "the sequence must have all " + config.positions() + " positions, not " + x.size(1));
        }
        var seen = pattern == AttentionPattern.LYRICS ? cross(x, lyrics, pass) : itself(x, masks, pass);
        return project.forward(seen, pass);
    }

    private Tensor cross(Tensor x, @Nullable Tensor lyrics, Pass pass) {
        var q = Attention.splitHeads(attend.forward(x, pass), heads); // [B, H, T, d]
        var kv = lyricKeysAndValues(lyrics, pass);
        return Attention.joinHeads(Attention.attend(q, kv.getFirst(), kv.getLast(), null, scale, 0, pass));
    }

    /// Keys and values [B, H, S, d] of encoded lyrics.
    List<Tensor> lyricKeysAndValues(@Nullable Tensor lyrics, Pass pass) {
        if (lyrics == null || memory == null) throw new IllegalArgumentException("this layer needs encoded lyrics");
        return memory.forward(lyrics, pass).split(state, -1).stream()
                .map(part -> Attention.splitHeads(part, heads))
                .toList();
    }

    private Tensor itself(Tensor x, CausalMasks masks, Pass pass) {
        long batch = x.size(0);
        long rows = config.blocks();
        long columns = config.rowLength();
        long d = state / heads;
        var qkv = attend.forward(x, pass).view(batch, rows, columns, 3, heads, d);
        return switch (pattern) {
            case ROW -> {
                var parts = qkv.permute(3, 0, 1, 4, 2, 5).reshape(3, batch * rows, heads, columns, d);
                yield Attention.joinHeads(causal(parts, masks, pass)).view(batch, rows * columns, state);
            }
            case COLUMN -> {
                var parts = qkv.permute(3, 0, 2, 4, 1, 5).reshape(3, batch * columns, heads, rows, d);
                yield causal(parts, masks, pass) // [B C, H, R, d]
                        .view(batch, columns, heads, rows, d)
                        .permute(0, 3, 1, 2, 4)
                        .reshape(batch, rows * columns, state);
            }
            case PREVIOUS_ROW -> previousRow(qkv, pass);
            case SUMMARY -> summary(qkv, 1, pass);
            case SUMMARY_SPREAD -> summary(qkv, config.spread(), pass);
            case DENSE -> Attention.joinHeads(causal(sequence(qkv), masks, pass));
            case PRIME -> Attention.joinHeads(prime(sequence(qkv), masks, pass));
            case LYRICS -> throw new IllegalStateException("lyrics are another sequence");
        };
    }

    private Tensor causal(Tensor parts, CausalMasks masks, Pass pass) {
        return masks.attend(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2), scale, pass);
    }

    /// [B, R, C, 3, H, d] → [3, B, H, T, d].
    private Tensor sequence(Tensor qkv) {
        return qkv.view(qkv.size(0), config.positions(), 3, heads, qkv.size(5)).permute(2, 0, 3, 1, 4);
    }

    /// Each row sees the whole row before. The first sees a row of zeros, of which any average is zero.
    private Tensor previousRow(Tensor qkv, Pass pass) {
        long batch = qkv.size(0);
        long rows = config.blocks();
        long columns = config.rowLength();
        var first = Tensors.zeros(qkv.dtype(), qkv.device(), batch, columns, state);
        if (rows == 1) return first;
        var parts = qkv.permute(3, 0, 1, 4, 2, 5); // [3, B, R, H, C, d]
        var seen = Attention.attend(
                between(parts.select(0, 0), 1),
                between(parts.select(0, 1), 0),
                between(parts.select(0, 2), 0),
                null,
                scale,
                0,
                pass); // [B (R − 1), H, C, d]
        return Tensors.cat(List.of(first, Attention.joinHeads(seen).view(batch, (rows - 1) * columns, state)), 1);
    }

    /// All rows of [B, R, H, C, d] but one: [B (R − 1), H, C, d].
    private Tensor between(Tensor rows, long from) {
        long count = config.blocks() - 1L;
        return rows.narrow(1, from, count).reshape(rows.size(0) * count, heads, config.rowLength(), rows.size(4));
    }

    /// The first positions see those up to themselves, all others see all the first ones.
    private Tensor prime(Tensor parts, CausalMasks masks, Pass pass) {
        int count = config.primePositions();
        var q = parts.select(0, 0);
        var k = parts.select(0, 1).narrow(2, 0, count);
        var v = parts.select(0, 2).narrow(2, 0, count);
        var first = masks.attend(q.narrow(2, 0, count), k, v, scale, pass);
        int others = config.positions() - count;
        if (others == 0) return first;
        var rest = Attention.attend(q.narrow(2, count, others), k, v, null, scale, 0, pass);
        return Tensors.cat(List.of(first, rest), 2);
    }

    /// The last `k` positions of earlier rows, behind as many zeros.
    private Tensor summary(Tensor qkv, int k, Pass pass) {
        long batch = qkv.size(0);
        long rows = config.blocks();
        long columns = config.rowLength();
        var parts = sequence(qkv);
        var mask = CausalMasks.after((int) rows, (int) rows, 0, qkv.device()) // row r sees r + 1 groups of slots
                .view(rows, 1, rows, 1)
                .expand(rows, columns, rows, k)
                .reshape(rows * columns, rows * k);
        var seen = Attention.attend(
                parts.select(0, 0), ends(parts.select(0, 1), k), ends(parts.select(0, 2), k), mask, scale, 0, pass);
        return Attention.joinHeads(seen).view(batch, rows * columns, state);
    }

    /// [B, H, T, d] → zeros and the ends of all rows but the last [B, H, R k, d].
    private Tensor ends(Tensor x, int k) {
        long batch = x.size(0);
        long d = x.size(3);
        long rows = config.blocks();
        long columns = config.rowLength();
        var zeros = Tensors.zeros(x.dtype(), x.device(), batch, heads, k, d);
        if (rows == 1) return zeros;
        var last = x.reshape(batch, heads, rows, columns, d)
                .narrow(2, 0, rows - 1)
                .narrow(3, columns - k, k)
                .reshape(batch, heads, (rows - 1) * k, d);
        return Tensors.cat(List.of(zeros, last), 2);
    }

    /// How much each position looks at each of the lyrics: [B, H, T, S], for layers that look at encoded lyrics, or
    /// at lyrics in their own sequence; there S is [TransformerConfig#primePositions], and only what is behind them
    /// is shown.
    Tensor weights(Tensor x, @Nullable Tensor lyrics, Pass pass) {
        var q = attend.forward(x, pass);
        if (pattern == AttentionPattern.LYRICS) {
            var k = lyricKeysAndValues(lyrics, pass).getFirst();
            return weights(Attention.splitHeads(q, heads), k);
        }
        if (pattern != AttentionPattern.PRIME) {
            throw new IllegalArgumentException("a layer of pattern " + pattern + " does not look at lyrics");
        }
        var parts = sequence(q.view(x.size(0), config.blocks(), config.rowLength(), 3, heads, state / heads));
        int lyricCount = config.primeTokens();
        int rest = config.positions() - lyricCount;
        int count = config.primePositions();
        var k = parts.select(0, 1).narrow(2, 0, count);
        var scores = parts.select(0, 0).narrow(2, lyricCount, rest).mul(scale).matmul(k.transpose(-2, -1));
        var mask = CausalMasks.after(rest, count, lyricCount, x.device());
        return Functional.softmax(scores.add(mask.to(scores.dtype())), -1, DType.F32)
                .narrow(-1, 0, lyricCount);
    }

    private Tensor weights(Tensor q, Tensor k) {
        return Functional.softmax(q.mul(scale).matmul(k.transpose(-2, -1)), -1, DType.F32);
    }

    /// A few positions x [B, m, width] that stand in one row and follow what `cache` has seen → [B, m, width].
    Tensor extend(Tensor x, LayerCache cache, int position, Pass pass) {
        long d = state / heads;
        var q = attend.forward(x, pass);
        if (pattern == AttentionPattern.LYRICS) {
            return project.forward(
                    Attention.joinHeads(cache.attend(Attention.splitHeads(q, heads), null, position, scale, pass)),
                    pass);
        }
        var parts = q.view(x.size(0), x.size(1), 3, heads, d).permute(2, 0, 3, 1, 4); // [3, B, H, m, d]
        var seen = cache.attend(parts.select(0, 0), parts.narrow(0, 1, 2), position, scale, pass);
        return project.forward(Attention.joinHeads(seen), pass);
    }
}
