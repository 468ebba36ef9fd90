// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.loss;

import dev.triad.core.audio.Stft;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;

/// Spectrograms that gradients flow through.
final class Magnitudes {
    private Magnitudes() {}

    /// Magnitudes of signals [B, T]: [B, size / 2 + 1, frames], the same as [Stft#magnitudes] of each.
    static Tensor of(Stft stft, Tensor signals) {
        var weights = new float[stft.window()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / weights.length));
        }
        var window = Tensors.of(weights).to(signals.dtype()).to(signals.device());
        try (var _ = Autocast.open(signals.device(), DType.F32)) {
            return Functional.stftMagnitude(signals, stft.size(), stft.hop(), window);
        }
    }
}
