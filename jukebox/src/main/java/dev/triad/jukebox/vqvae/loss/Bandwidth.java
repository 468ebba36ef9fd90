// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.loss;

/// What the music itself amounts to; losses are measured in these units, so that one set of weights serves loud
/// and soft collections. Measured once, on clips of the length that is trained on.
///
/// @param square mean squared sample, less the squared mean
/// @param absolute mean absolute sample
/// @param spectrum mean over clips of the Frobenius norm of their magnitudes, see
///     [dev.triad.core.audio.Stft#SPECTRAL]
public record Bandwidth(double square, double absolute, double spectrum) {
    /// Of nothing in particular: losses stay as they are.
    public static final Bandwidth ONE = new Bandwidth(1, 1, 1);

    public Bandwidth {
        if (!(square > 0 && absolute > 0 && spectrum > 0)
                || !Double.isFinite(square)
                || !Double.isFinite(absolute)
                || !Double.isFinite(spectrum)) {
            throw new IllegalArgumentException("the music is silent or broken: its mean square is " + square
                    + ", its mean absolute sample " + absolute + ", the norm of its spectra " + spectrum);
        }
    }
}
