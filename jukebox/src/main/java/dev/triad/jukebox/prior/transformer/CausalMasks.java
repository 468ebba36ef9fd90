// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.transformer;

import dev.triad.torch.nn.Attention;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.HashMap;
import java.util.Map;

/// The masks of one pass, made once for all layers.
final class CausalMasks {
    /// What a masked score gets added: its exponential is zero.
    private static final double NEVER = 1e9;

    private final Map<Integer, Tensor> bySize = new HashMap<>();

    /// The masks that a transformer's layers need. Belongs to the scope that is open, so make it outside the
    /// layers' own scopes.
    CausalMasks(TransformerConfig config, Pass pass) {
        // The fused form knows what causal means.
        if (pass.compute().attention() == AttentionForm.FUSED) return;
        for (int layer = 0; layer < config.depth(); layer++) {
            int size = switch (config.pattern(layer)) {
                case DENSE -> config.positions();
                case ROW -> config.rowLength();
                case COLUMN -> config.blocks();
                case PRIME -> config.primePositions();
                case PREVIOUS_ROW, LYRICS, SUMMARY, SUMMARY_SPREAD -> 0;
            };
            if (size > 0)
                bySize.computeIfAbsent(size, n -> after(n, n, 0, pass.compute().device()));
        }
    }

    /// Scores [queries, keys] to add, where query i sees the keys up to `first` + i.
    static Tensor after(int queries, int keys, int first, Device device) {
        return Tensors.full(1, DType.F32, device, queries, keys)
                .tril(first)
                .sub(1)
                .mul(NEVER);
    }

    /// Attention [N, heads, T, d] in which each position sees those up to itself.
    Tensor attend(Tensor q, Tensor k, Tensor v, double scale, Pass pass) {
        int size = (int) q.size(2);
        var mask = bySize.get(size);
        if (mask == null) {
            if (pass.compute().attention() == AttentionForm.FUSED) {
                return Functional.scaledDotProductAttention(q, k, v, null, 0, true, scale);
            }
            mask = after(size, size, 0, q.device());
        }
        return Attention.attend(q, k, v, mask, scale, 0, pass);
    }
}
