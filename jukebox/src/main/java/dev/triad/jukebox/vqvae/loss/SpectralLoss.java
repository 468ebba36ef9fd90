// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.loss;

import dev.triad.core.audio.Stft;
import dev.triad.torch.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/// How far magnitudes are apart at several resolutions: for each example and each resolution the Frobenius norm
/// of | |X| − |X̂| |, averaged over both. Phases do not count, so the model may move what nobody hears.
///
/// @param resolutions from long transforms (sharp in pitch) to short ones (sharp in time)
public record SpectralLoss(List<Stft> resolutions) {
    public SpectralLoss {
        if (resolutions.isEmpty()) throw new IllegalArgumentException("a spectral loss needs a resolution");
        resolutions = List.copyOf(resolutions);
    }

    /// The paper's three resolutions.
    public static SpectralLoss jukebox() {
        return new SpectralLoss(List.of(new Stft(2048, 240, 1200), new Stft(1024, 120, 600), new Stft(512, 50, 240)));
    }

    /// The magnitudes of signals [B, T] at each resolution. Those of the original serve all levels.
    public List<Tensor> spectra(Tensor signals) {
        return resolutions.stream().map(stft -> Magnitudes.of(stft, signals)).toList();
    }

    /// The mean over the batch, in units of `bandwidth`: see [Bandwidth#spectrum].
    ///
    /// @param original what [#spectra] gave
    /// @param reconstruction [B, T]
    public Tensor distance(List<Tensor> original, Tensor reconstruction, double bandwidth) {
        Tensor sum = null;
        for (int i = 0; i < resolutions.size(); i++) {
            var difference = original.get(i).sub(Magnitudes.of(resolutions.get(i), reconstruction));
            var norm = difference.norm(false, 1, 2).mean();
            sum = sum == null ? norm : sum.add(norm);
        }
        return Objects.requireNonNull(sum).div(resolutions.size() * bandwidth);
    }
}
