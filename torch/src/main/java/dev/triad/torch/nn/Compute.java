// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.nn;

import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;

/// The resolved compute settings of a run, recorded with it.
///
/// @param device where parameters and activations are
/// @param dtype what matrix products run in: f32, bf16 (autocast), or f64 for gradient checks
/// @param attention how attention is computed
/// @param threads threads one operation may use, for libtorch, BLAS and random fills alike
public record Compute(Device device, DType dtype, AttentionForm attention, int threads) {
    public Compute {
        if (!dtype.isFloating()) throw new IllegalArgumentException("compute dtype must be floating, got " + dtype);
        if (threads < 1) throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }

    /// f32 on one CPU thread: what tests use.
    public static Compute plain() {
        return new Compute(Device.CPU, DType.F32, AttentionForm.EXPLICIT, 1);
    }

    public Compute withDtype(DType other) {
        return new Compute(device, other, attention, threads);
    }

    public Compute withAttention(AttentionForm other) {
        return new Compute(device, dtype, other, threads);
    }

    public Compute withThreads(int other) {
        return new Compute(device, dtype, attention, other);
    }
}
