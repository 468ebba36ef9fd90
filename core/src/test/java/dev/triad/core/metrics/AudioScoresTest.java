// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.audio.Stft;
import dev.triad.core.audio.TwoSignals;
import dev.triad.core.random.RandomKey;
import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AudioScoresTest {
    private static final float[] FIRST = TwoSignals.first();
    private static final float[] SECOND = TwoSignals.second();

    @Test
    void spectralConvergenceIsTheReferences() {
        assertThat(SpectralConvergence.ratio(Stft.SPECTRAL, FIRST, SECOND))
                .isCloseTo(0.41811553, Percentage.withPercentage(0.01));
        assertThat(SpectralConvergence.decibels(0.1)).isCloseTo(-20, within(1e-12));
        assertThat(SpectralConvergence.ratio(Stft.SPECTRAL, new float[8192], SECOND))
                .isZero();
    }

    @Test
    void aPerfectReconstructionHasPerfectScores() {
        var scores = AudioScores.of(22_050, FIRST, FIRST.clone());
        assertThat(scores.spectralConvergence()).isZero();
        assertThat(scores.logMelDistance()).isZero();
        assertThat(scores.scaleInvariantSnr()).isGreaterThan(90);
    }

    @Test
    void volumeAndOffsetDoNotChangeTheSignalToNoiseRatio() {
        float[] louder = new float[FIRST.length];
        for (int i = 0; i < louder.length; i++) {
            louder[i] = 3 * SECOND[i] + 0.25f;
        }
        double ratio = AudioScores.scaleInvariantSnr(FIRST, SECOND);
        assertThat(AudioScores.scaleInvariantSnr(FIRST, louder)).isCloseTo(ratio, within(1e-3));
    }

    @Test
    void noiseOfATenthOfTheAmplitudeIsTwentyDecibelsBelow() {
        float[] tone = new float[10_000];
        float[] noisy = new float[10_000];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) Math.sin(2 * Math.PI * i / 100);
            noisy[i] = tone[i] + 0.1f * (float) Math.cos(2 * Math.PI * i / 100); // orthogonal to the tone
        }
        assertThat(AudioScores.scaleInvariantSnr(tone, noisy)).isCloseTo(20, within(1e-3));
    }

    @Test
    void tenTimesLouderIsALogMelDistanceOfOne() {
        var random = RandomKey.of(5).at(0, 0, 0);
        float[] noise = new float[20_000];
        float[] louder = new float[noise.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian() * 0.01f;
            louder[i] = noise[i] * 10;
        }
        assertThat(AudioScores.logMelDistance(22_050, noise, louder)).isCloseTo(1, within(1e-4));
    }

    @Test
    void silenceHasFiniteScores() {
        var scores = AudioScores.of(8_000, new float[4096], new float[4096]);
        assertThat(scores).isEqualTo(new AudioScores(0, 0, 0));
        assertThat(AudioScores.scaleInvariantSnr(new float[10], Arrays.copyOf(FIRST, 10)))
                .isFinite();
        assertThatThrownBy(() -> AudioScores.of(8_000, new float[4096], new float[4095]))
                .hasMessage("a reconstruction of 4095 samples does not go with an original of 4096");
    }
}
