// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// softmax(q kᵀ · scale + mask) v (Vaswani et al. 2017, equation 1), in the form the pass's settings choose.
public final class Attention {
    private Attention() {}

    /// Attends with heads already split.
    ///
    /// @param q queries [B, heads, T, d]
    /// @param k keys [B, heads, S, d]
    /// @param v values [B, heads, S, d]
    /// @param mask additive, broadcast to [B, heads, T, S], or null; give a causal mask here as well
    /// @param scale factor on the scores, usually 1/√d
    /// @param dropout probability of dropping an attention weight in training
    /// @return [B, heads, T, d]
    public static Tensor attend(
            Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double scale, double dropout, Pass pass) {
        boolean drops = pass.isTraining() && dropout > 0;
        // The fused form would draw its dropout from libtorch's own generator; ours must come from the pass.
        if (pass.compute().attention() == AttentionForm.FUSED && !drops) {
            return Functional.scaledDotProductAttention(q, k, v, mask, 0, false, scale);
        }
        // Scaling the queries touches T·d numbers, scaling the scores T·S.
        var scores = q.mul(scale).matmul(k.transpose(-2, -1)); // [B, heads, T, S]
        if (mask != null) scores = scores.add(mask.to(scores.dtype()));
        var weights = pass.dropout(Functional.softmax(scores, -1), dropout);
        return weights.matmul(v); // [B, heads, T, d]
    }

    /// [B, T, heads · d] → [B, heads, T, d].
    public static Tensor splitHeads(Tensor x, long heads) {
        return x.view(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
    }

    /// Queries, keys and values side by side [B, T, 3 · heads · d] → three tensors [B, heads, T, d], by one copy.
    public static List<Tensor> splitThree(Tensor x, long heads) {
        long batch = x.size(0);
        long length = x.size(1);
        long width = x.size(2) / (3 * heads);
        return x.view(batch, length, 3, heads, width).permute(2, 0, 3, 1, 4).contiguous().split(1, 0).stream()
                .map(part -> part.view(batch, heads, length, width))
                .toList();
    }

    /// [B, heads, T, d] → [B, T, heads · d].
    public static Tensor joinHeads(Tensor x) {
        return x.transpose(1, 2).reshape(x.size(0), x.size(2), x.size(1) * x.size(3));
    }
}
