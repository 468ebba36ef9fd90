// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import dev.triad.core.audio.Stft;

/// How far a reconstruction's spectrogram is from the original's, relative to the original: Jukebox's measure of
/// a codec (Dhariwal et al. 2020, section 5.2).
public final class SpectralConvergence {
    /// What is quieter counts as silence, which anything is infinitely far from.
    public static final double SILENCE = 2e-3;

    private SpectralConvergence() {}

    /// The norm of the difference of magnitudes over the norm of the original's; 0 if that is at most [#SILENCE].
    ///
    /// @param reference the original's samples
    /// @param estimate the reconstruction's, as many
    public static double ratio(Stft stft, float[] reference, float[] estimate) {
        AudioScores.requireSameLength(reference, estimate);
        var original = stft.magnitudes(reference);
        double norm = original.norm();
        return norm <= SILENCE ? 0 : original.distance(stft.magnitudes(estimate)) / norm;
    }

    /// A ratio, or a mean of ratios, in decibels; lower is better.
    public static double decibels(double ratio) {
        return 20 * Math.log10(ratio);
    }
}
