// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpectrogramTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16, 64, 512})
    void theFastTransformIsTheTransform(int size) {
        var random = RandomKey.of(size).at(0, 0, 0);
        float[] signal = new float[size];
        for (int i = 0; i < size; i++) {
            signal[i] = (float) random.nextGaussian();
        }
        float[] magnitudes = new float[size / 2 + 1];
        new RealFft(size).magnitudes(signal, magnitudes, 0);
        for (int k = 0; k <= size / 2; k++) {
            double re = 0;
            double im = 0;
            for (int i = 0; i < size; i++) {
                re += signal[i] * Math.cos(2 * Math.PI * i * k / size);
                im -= signal[i] * Math.sin(2 * Math.PI * i * k / size);
            }
            assertThat(magnitudes[k]).isCloseTo((float) Math.hypot(re, im), within(1e-4f));
        }
    }

    /// What the original's code gave for the same two signals.
    @Test
    void theDistanceOfTwoSignalsIsTheReferences() {
        var first = Stft.SPECTRAL.magnitudes(TwoSignals.first());
        assertThat(first.distance(Stft.SPECTRAL.magnitudes(TwoSignals.second())))
                .isCloseTo(701.913879, Percentage.withPercentage(0.01));
    }

    @Test
    void theMeanOverThreeResolutionsIsTheReferences() {
        var resolutions = new Stft[] {new Stft(2048, 240, 1200), new Stft(1024, 120, 600), new Stft(512, 50, 240)};
        double sum = 0;
        for (var stft : resolutions) {
            sum += stft.magnitudes(TwoSignals.first()).distance(stft.magnitudes(TwoSignals.second()));
        }
        assertThat(sum / 3).isCloseTo(414.610565, Percentage.withPercentage(0.01));
    }

    @Test
    void aToneStandsInItsBin() {
        float[] tone = new float[4096];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) Math.cos(2 * Math.PI * 32 * i / 256);
        }
        var spectrogram = new Stft(256, 64, 256).magnitudes(tone);
        assertThat(spectrogram.frames()).isEqualTo(65);
        assertThat(spectrogram.bins()).isEqualTo(129);
        assertThat(spectrogram.get(30, 32)).isCloseTo(64, within(1e-2f)); // half the window's sum
        assertThat(spectrogram.get(30, 40)).isCloseTo(0, within(1e-2f));
    }

    @Test
    void melBandsCoverAllFrequenciesWithUnitArea() {
        var bands = new MelBands(22_050, 2048, 40);
        var flat = new float[1025];
        Arrays.fill(flat, 1);
        var sums = bands.of(new Spectrogram(1, 1025, flat));
        for (int band = 0; band < 40; band++) {
            double area = sums.get(0, band) * 22_050 / 2048;
            assertThat(area).as("band %d", band).isCloseTo(1, within(0.06));
        }
        assertThat(MelBands.mel(1_000)).isCloseTo(15, within(1e-12));
        assertThat(MelBands.hertz(MelBands.mel(7_351))).isCloseTo(7_351, within(1e-9));
        assertThat(MelBands.hertz(42)).isCloseTo(6_400, within(1e-9));
    }

    @Test
    void aSignalTooShortToMirrorIsRefused() {
        assertThat(Stft.SPECTRAL.magnitudes(new float[1025]).frames()).isEqualTo(5);
        assertThatThrownBy(() -> Stft.SPECTRAL.magnitudes(new float[1024]))
                .hasMessage("1024 samples are too few for frames of 2048; 1025 or more are needed");
        assertThatThrownBy(() -> new Stft(1000, 10, 100)).hasMessageContaining("power of two");
        assertThatThrownBy(() -> new Stft(1024, 10, 1025)).hasMessageContaining("between 1 and 1024");
    }
}
