// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

/// Frequencies as the ear groups them: triangular bands, equally wide and half overlapping on Slaney's mel scale
/// (linear below 1 kHz, logarithmic above), each of unit area. The same as librosa's default filters.
public final class MelBands {
    private static final double HERTZ_PER_MEL = 200.0 / 3;
    private static final double BREAK_HERTZ = 1000;
    private static final double BREAK_MEL = BREAK_HERTZ / HERTZ_PER_MEL;
    private static final double LOG_STEP = Math.log(6.4) / 27;

    private final int[] first;
    private final float[][] weights;

    /// Bands from 0 Hz to half the sample rate.
    ///
    /// @param rate frames per second
    /// @param size samples of a Fourier frame
    /// @param bands how many
    public MelBands(int rate, int size, int bands) {
        if (rate < 1 || size < 4 || bands < 1) {
            throw new IllegalArgumentException(
                    "there are no %d mel bands of frames of %d samples at %d Hz".formatted(bands, size, rate));
        }
        first = new int[bands];
        weights = new float[bands][];
        double step = mel(rate / 2.0) / (bands + 1);
        double perBin = (double) rate / size;
        for (int band = 0; band < bands; band++) {
            double low = hertz(band * step);
            double centre = hertz((band + 1) * step);
            double high = hertz((band + 2) * step);
            int from = (int) Math.floor(low / perBin) + 1;
            int to = Math.min((int) Math.ceil(high / perBin), size / 2 + 1);
            first[band] = from;
            weights[band] = new float[Math.max(0, to - from)];
            for (int bin = from; bin < to; bin++) {
                double frequency = bin * perBin;
                double height = Math.min((frequency - low) / (centre - low), (high - frequency) / (high - centre));
                weights[band][bin - from] = (float) (height * 2 / (high - low));
            }
        }
    }

    public int bands() {
        return weights.length;
    }

    /// Adds up the magnitudes in each band, for all frames.
    public Spectrogram of(Spectrogram spectrogram) {
        float[] sums = new float[Math.multiplyExact(spectrogram.frames(), bands())];
        for (int frame = 0; frame < spectrogram.frames(); frame++) {
            for (int band = 0; band < bands(); band++) {
                double sum = 0;
                for (int i = 0; i < weights[band].length; i++) {
                    sum += weights[band][i] * spectrogram.get(frame, first[band] + i);
                }
                sums[frame * bands() + band] = (float) sum;
            }
        }
        return new Spectrogram(spectrogram.frames(), bands(), sums);
    }

    static double mel(double hertz) {
        return hertz < BREAK_HERTZ ? hertz / HERTZ_PER_MEL : BREAK_MEL + Math.log(hertz / BREAK_HERTZ) / LOG_STEP;
    }

    static double hertz(double mel) {
        return mel < BREAK_MEL ? mel * HERTZ_PER_MEL : BREAK_HERTZ * Math.exp((mel - BREAK_MEL) * LOG_STEP);
    }
}
