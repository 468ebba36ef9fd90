// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

import dev.triad.core.audio.Stft;
import dev.triad.core.metrics.AudioScores;
import dev.triad.core.metrics.SpectralConvergence;
import java.util.SequencedMap;

/// Adds up how good one level's reconstructions are, and how its codes are used.
public final class CodecScores {
    /// The shortest clip that log-mel distances can be told from.
    private static final int SHORTEST_MEL_CLIP = 1025;

    private final int rate;
    private final Stft stft;
    private final long[] used;
    private double ratios;
    private double snr;
    private double logMel;
    private long clips;
    private long codes;

    /// @param rate frames per second
    /// @param stft the spectrogram of spectral convergence
    /// @param codebookSize codes of the level
    public CodecScores(int rate, Stft stft, int codebookSize) {
        this.rate = rate;
        this.stft = stft;
        this.used = new long[codebookSize];
    }

    /// Adds a clip.
    ///
    /// @param original its samples
    /// @param reconstruction as many
    /// @param chosen its codes
    public void add(float[] original, float[] reconstruction, long[] chosen) {
        ratios += SpectralConvergence.ratio(stft, original, reconstruction);
        snr += AudioScores.scaleInvariantSnr(original, reconstruction);
        if (original.length >= SHORTEST_MEL_CLIP) {
            logMel += AudioScores.logMelDistance(rate, original, reconstruction);
        }
        clips++;
        for (long code : chosen) used[(int) code]++;
        codes += chosen.length;
    }

    /// The scores by name, each ending in the level's number: spectral convergence in dB, SI-SNR in dB, log-mel
    /// distance, the share of codes that occurred, and the perplexity of their distribution.
    public void write(int level, SequencedMap<String, Double> into) {
        into.put("spectral_convergence_" + level, SpectralConvergence.decibels(ratios / clips));
        into.put("si_snr_" + level, snr / clips);
        into.put("log_mel_" + level, logMel / clips);
        double entropy = 0;
        long different = 0;
        for (long count : used) {
            if (count == 0) continue;
            different++;
            double share = (double) count / codes;
            entropy -= share * Math.log(share);
        }
        into.put("used_codes_" + level, (double) different / used.length);
        into.put("perplexity_" + level, Math.exp(entropy));
    }
}
