// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.jukebox;

import dev.triad.core.audio.MelBands;
import dev.triad.core.audio.Spectrogram;
import dev.triad.core.audio.Stft;

/// A clip in some two hundred numbers, the same however loud it is: for each mel band mean, deviation and mean change
/// of the logarithm (who plays), coarse bands in each sixth of the clip (which sound comes when, as in a word), and
/// how much onsets repeat after 0.1 to 1.6 s (rhythm).
final class SoundFeatures {
    private static final double FRAME_SECONDS = 0.032;
    private static final int FRAMES_PER_SPAN = 4;
    private static final int BANDS = 32;
    private static final int PIECES = 6;
    private static final double QUIET = 1e-4;
    private static final double FIRST_LAG = 0.1;
    private static final double LAST_LAG = 1.6;
    private static final int LAGS = 48;

    private final Stft stft;
    private final MelBands mel;
    private final double framesPerSecond;

    SoundFeatures(int rate) {
        int size = Integer.highestOneBit((int) Math.round(rate * FRAME_SECONDS));
        stft = new Stft(size, size / FRAMES_PER_SPAN, size);
        mel = new MelBands(rate, size, BANDS);
        framesPerSecond = (double) rate / stft.hop();
    }

    double[] of(float[] clip) {
        var bands = mel.of(stft.magnitudes(clip));
        double[][] levels = levels(bands);
        var features = new double[3 * BANDS + PIECES * BANDS / 2 + LAGS];
        for (int band = 0; band < BANDS; band++) {
            double mean = 0;
            double square = 0;
            double change = 0;
            for (int t = 0; t < levels.length; t++) {
                mean += levels[t][band] / levels.length;
                square += levels[t][band] * levels[t][band] / levels.length;
                if (t > 0) change += Math.abs(levels[t][band] - levels[t - 1][band]) / levels.length;
            }
            features[band] = mean;
            features[BANDS + band] = Math.sqrt(Math.max(0, square - mean * mean));
            features[2 * BANDS + band] = change;
            for (int t = 0; t < levels.length; t++) {
                int piece = t * PIECES / levels.length;
                int count = (piece + 1) * levels.length / PIECES - piece * levels.length / PIECES;
                features[3 * BANDS + piece * BANDS / 2 + band / 2] += (levels[t][band] - mean) / Math.max(1, count) / 2;
            }
        }
        rhythm(levels, features, features.length - LAGS);
        return features;
    }

    /// Logarithms, the loudest 0.
    private static double[][] levels(Spectrogram bands) {
        double loudest = 1e-9;
        for (float magnitude : bands.magnitudes()) loudest = Math.max(loudest, magnitude);
        var levels = new double[bands.frames()][BANDS];
        for (int t = 0; t < levels.length; t++) {
            for (int band = 0; band < BANDS; band++) levels[t][band] = Math.log(bands.get(t, band) / loudest + QUIET);
        }
        return levels;
    }

    /// The autocorrelation of what gets louder.
    private void rhythm(double[][] levels, double[] into, int at) {
        var onsets = new double[levels.length];
        double mean = 0;
        for (int t = 1; t < onsets.length; t++) {
            for (int band = 0; band < BANDS; band++) onsets[t] += Math.max(0, levels[t][band] - levels[t - 1][band]);
            mean += onsets[t] / onsets.length;
        }
        double power = 1e-9;
        for (int t = 0; t < onsets.length; t++) {
            onsets[t] -= mean;
            power += onsets[t] * onsets[t] / onsets.length;
        }
        for (int i = 0; i < LAGS; i++) {
            int lag = (int) Math.round((FIRST_LAG + i * (LAST_LAG - FIRST_LAG) / (LAGS - 1)) * framesPerSecond);
            if (2 * lag > onsets.length) return; // too short to repeat
            double sum = 0;
            for (int t = lag; t < onsets.length; t++) sum += onsets[t] * onsets[t - lag];
            into[at + i] = sum / (onsets.length - lag) / power;
        }
    }
}
