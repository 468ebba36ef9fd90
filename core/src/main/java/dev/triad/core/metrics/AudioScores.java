// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import dev.triad.core.audio.MelBands;
import dev.triad.core.audio.Stft;

/// A reconstruction against the original, in the three measures that papers on codecs give.
///
/// @param spectralConvergence a ratio, at Jukebox's setting ([Stft#SPECTRAL]); 0 is perfect
/// @param scaleInvariantSnr in decibels (Le Roux et al. 2019, with the means removed); higher is better
/// @param logMelDistance mean absolute difference of log₁₀ mel magnitudes; 0 is perfect
public record AudioScores(double spectralConvergence, double scaleInvariantSnr, double logMelDistance) {
    /// Mel bands that [#logMelDistance] compares, in frames of 2048 samples every 512.
    public static final int MEL_BANDS = 80;

    private static final Stft MEL_FRAMES = new Stft(2048, 512, 2048);
    private static final double MEL_FLOOR = 1e-5;

    /// A float's precision, so that silence has a finite score.
    private static final double TINY = 0x1p-23;

    /// Scores one channel.
    ///
    /// @param rate frames per second
    /// @param reference the original's samples, more than 1024
    /// @param estimate the reconstruction's, as many
    public static AudioScores of(int rate, float[] reference, float[] estimate) {
        return new AudioScores(
                SpectralConvergence.ratio(Stft.SPECTRAL, reference, estimate),
                scaleInvariantSnr(reference, estimate),
                logMelDistance(rate, reference, estimate));
    }

    /// How many decibels what the estimate has of the reference, at whatever volume, is above the rest of it.
    public static double scaleInvariantSnr(float[] reference, float[] estimate) {
        requireSameLength(reference, estimate);
        double referenceMean = mean(reference);
        double estimateMean = mean(estimate);
        double product = 0;
        double energy = 0;
        for (int i = 0; i < reference.length; i++) {
            double original = reference[i] - referenceMean;
            product += original * (estimate[i] - estimateMean);
            energy += original * original;
        }
        double scale = (product + TINY) / (energy + TINY);
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < reference.length; i++) {
            double target = scale * (reference[i] - referenceMean);
            double rest = estimate[i] - estimateMean - target;
            signal += target * target;
            noise += rest * rest;
        }
        return 10 * Math.log10((signal + TINY) / (noise + TINY));
    }

    /// Mean |log₁₀ mel(reference) − log₁₀ mel(estimate)|, magnitudes below 10⁻⁵ counted as that.
    public static double logMelDistance(int rate, float[] reference, float[] estimate) {
        requireSameLength(reference, estimate);
        var bands = new MelBands(rate, MEL_FRAMES.size(), MEL_BANDS);
        float[] original = bands.of(MEL_FRAMES.magnitudes(reference)).magnitudes();
        float[] other = bands.of(MEL_FRAMES.magnitudes(estimate)).magnitudes();
        double sum = 0;
        for (int i = 0; i < original.length; i++) {
            sum += Math.abs(Math.log10(Math.max(original[i], MEL_FLOOR)) - Math.log10(Math.max(other[i], MEL_FLOOR)));
        }
        return sum / original.length;
    }

    static void requireSameLength(float[] reference, float[] estimate) {
        if (reference.length != estimate.length) {
            throw new IllegalArgumentException("a reconstruction of %d samples does not go with an original of %d"
                    .formatted(estimate.length, reference.length));
        }
    }

    private static double mean(float[] samples) {
        double sum = 0;
        for (float sample : samples) {
            sum += sample;
        }
        return samples.length == 0 ? 0 : sum / samples.length;
    }
}
