// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SoundFeaturesTest {
    private static final int RATE = 8_000;
    private static final int LAGS = 48;

    private final SoundFeatures features = new SoundFeatures(RATE);

    private static float[] tones(double first, double second) {
        var clip = new float[4 * RATE];
        for (int t = 0; t < clip.length; t++) {
            double hertz = t < clip.length / 2 ? first : second;
            clip[t] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * t / RATE));
        }
        return clip;
    }

    private static float[] beats(double seconds) {
        var clip = new float[6 * RATE];
        for (int t = 0; t < clip.length; t++) {
            double since = t % (int) (seconds * RATE) / (double) RATE;
            clip[t] = (float) (Math.exp(-40 * since) * Math.sin(2 * Math.PI * 600 * since));
        }
        return clip;
    }

    @Test
    void loudnessDoesNotMatter() {
        var clip = tones(300, 1_200);
        var quiet = clip.clone();
        for (int t = 0; t < quiet.length; t++) quiet[t] /= 64;
        assertThat(features.of(quiet)).containsExactly(features.of(clip), within(1e-5));
    }

    @Test
    void itMattersWhichSoundComesFirst() {
        double[] up = features.of(tones(300, 1_200));
        double[] down = features.of(tones(1_200, 300));
        int bands = 32;
        // who plays is nearly the same; which sound comes when is the other way round
        assertThat(Arrays.copyOf(up, bands)).containsExactly(Arrays.copyOf(down, bands), within(0.2));
        double apart = 0;
        for (int i = 3 * bands; i < up.length - LAGS; i++) apart = Math.max(apart, Math.abs(up[i] - down[i]));
        assertThat(apart).isGreaterThan(3);
    }

    @Test
    void beatsAreFoundAtTheirDistance() {
        for (double seconds : new double[] {0.32, 0.48, 0.8}) {
            double[] all = features.of(beats(seconds));
            double[] rhythm = Arrays.copyOfRange(all, all.length - LAGS, all.length);
            int best = 0;
            for (int i = 0; i < LAGS; i++) if (rhythm[i] > rhythm[best] + 1e-6) best = i;
            double lag = 0.1 + 1.5 * best / (LAGS - 1);
            double beats = lag / seconds;
            assertThat(beats).as("beats at the strongest lag").isCloseTo(Math.rint(beats), within(0.06));
            assertThat(rhythm[best]).isGreaterThan(0.5);
        }
    }
}
