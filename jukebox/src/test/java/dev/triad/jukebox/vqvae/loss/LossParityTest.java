// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.audio.Stft;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/// Losses of two signals, made once by the reference implementation.
class LossParityTest {
    @Test
    void spectralLossesAreTheReferences() {
        try (var _ = Scope.open()) {
            var multi = SpectralLoss.jukebox();
            assertClose(multi.distance(multi.spectra(original()), other(), 1), 414.610565);
            var single = new SpectralLoss(List.of(Stft.SPECTRAL));
            assertClose(single.distance(single.spectra(original()), other(), 1), 701.913879);
        }
    }

    @Test
    void sampleLossesAreTheReferences() {
        try (var _ = Scope.open()) {
            assertClose(sample(1, 0, 0), 0.02730528);
            assertClose(sample(0, 1, 0), 0.07012013);
            assertClose(sample(0, 0, 1), 0.13927345);
            assertClose(ReconstructionLoss.jukebox().distance(original(), other(), Bandwidth.ONE), 0.02870768);
        }
    }

    @Test
    void lossesAreInUnitsOfTheBandwidth() {
        try (var _ = Scope.open()) {
            var bandwidth = new Bandwidth(2, 4, 1);
            var both = new ReconstructionLoss(1, 0, 1, 8).distance(original(), other(), bandwidth);
            assertClose(both, 0.02730528 / 2 + 0.13927345 / 4);
        }
    }

    private static Tensor sample(double square, double largest, double absolute) {
        return new ReconstructionLoss(square, largest, absolute, 2048).distance(original(), other(), Bandwidth.ONE);
    }

    private static Tensor original() {
        return signal(t -> 0.5 * Math.sin(0.05 * t) + 0.2 * Math.sin(0.31 * t));
    }

    private static Tensor other() {
        return signal(t -> 0.45 * Math.sin(0.05 * t + 0.1) + 0.1 * Math.sin(0.33 * t));
    }

    private static Tensor signal(IntToDoubleFunction wave) {
        var samples = new float[8192];
        for (int t = 0; t < samples.length; t++) samples[t] = (float) wave.applyAsDouble(t);
        return Tensors.of(samples, 1, samples.length);
    }

    private static void assertClose(Tensor actual, double expected) {
        assertThat(actual.item()).isCloseTo(expected, Percentage.withPercentage(0.01));
    }
}
