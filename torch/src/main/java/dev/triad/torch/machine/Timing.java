// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.tensor.DType;

/// How long one operation takes on this machine.
public sealed interface Timing {
    /// What the operation computed in.
    DType dtype();

    /// The median of its runs.
    double seconds();

    /// The matrix product [rows, inner] · [inner, columns].
    record Product(DType dtype, long rows, long inner, long columns, double seconds) implements Timing {
        /// Multiplications and additions per second, in 10⁹.
        public double gflops() {
            return 2.0 * rows * inner * columns / seconds / 1e9;
        }
    }

    /// softmax(q kᵀ / √d) v for q, k and v of [batch, heads, length, d], forward and backward.
    record Attention(DType dtype, AttentionForm form, long batch, long heads, long length, long d, double seconds)
            implements Timing {}
}
