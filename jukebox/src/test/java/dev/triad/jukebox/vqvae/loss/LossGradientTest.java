// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.loss;

import static dev.triad.torch.GradientCheck.input;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.audio.Stft;
import dev.triad.torch.GradientCheck;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Gradients of the losses against central differences in f64, and where they might break.
class LossGradientTest {
    private static final SpectralLoss SPECTRAL = new SpectralLoss(List.of(new Stft(32, 8, 24), new Stft(16, 4, 16)));

    @Test
    void spectralLoss() {
        try (var _ = Scope.open()) {
            var original = SPECTRAL.spectra(input("original", 2, 64));
            var other = input("other", 2, 64);
            GradientCheck.check(List.of(other), () -> SPECTRAL.distance(original, other, 0.7));
        }
    }

    @Test
    void reconstructionLoss() {
        try (var _ = Scope.open()) {
            var original = input("original", 2, 64);
            var other = input("other", 2, 64);
            var loss = new ReconstructionLoss(1, 0.3, 0.2, 5);
            GradientCheck.check(List.of(other), () -> loss.distance(original, other, new Bandwidth(0.5, 0.6, 1)));
        }
    }

    @Test
    void silenceReconstructedExactlyHasAGradientOfZero() {
        try (var _ = Scope.open()) {
            var silence = Tensors.of(new float[128], 1, 128).requiresGrad(true);
            SPECTRAL.distance(SPECTRAL.spectra(silence.detach()), silence, 1).backward();
            assertThat(silence.grad().toFloats()).containsOnly(0);
        }
    }

    @Test
    void spectraAreThoseOfTheMetric() {
        try (var _ = Scope.open()) {
            var signal = new float[300];
            for (int i = 0; i < signal.length; i++) signal[i] = (float) Math.sin(0.01 * i * i);
            for (var stft : SPECTRAL.resolutions()) {
                float[] magnitudes = Magnitudes.of(stft, Tensors.of(signal, 1, signal.length))
                        .transpose(1, 2)
                        .contiguous()
                        .toFloats();
                assertThat(magnitudes).containsExactly(stft.magnitudes(signal).magnitudes(), Offset.offset(1e-4f));
            }
        }
    }
}
