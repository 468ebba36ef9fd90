// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

/// The discrete Fourier transform of real numbers, for lengths that are powers of two: one complex transform of
/// half the length, in place, by Cooley and Tukey's decimation in time. Its buffers make it fast and one thread's
/// own.
final class RealFft {
    private final int half;
    private final int[] reversed;
    private final double[] cosines;
    private final double[] sines;
    private final double[] real;
    private final double[] imaginary;

    /// @param size how many real numbers, a power of two from 4
    RealFft(int size) {
        if (size < 4 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException(
                    "the transform's size is " + size + "; it must be a power of two, 4 or more");
        }
        half = size / 2;
        int bits = Integer.numberOfTrailingZeros(half);
        reversed = new int[half];
        cosines = new double[half];
        sines = new double[half];
        for (int i = 0; i < half; i++) {
            reversed[i] = Integer.reverse(i) >>> (32 - bits);
            cosines[i] = Math.cos(2 * Math.PI * i / size);
            sines[i] = -Math.sin(2 * Math.PI * i / size);
        }
        real = new double[half];
        imaginary = new double[half];
    }

    /// Magnitudes of the `size`/2 + 1 frequencies from 0 to half the sample rate.
    void magnitudes(float[] signal, float[] into, int at) {
        // Even samples are the real parts of half as many complex numbers, odd ones the imaginary parts.
        for (int i = 0; i < half; i++) {
            real[reversed[i]] = signal[2 * i];
            imaginary[reversed[i]] = signal[2 * i + 1];
        }
        transform();
        into[at] = (float) Math.abs(real[0] + imaginary[0]);
        into[at + half] = (float) Math.abs(real[0] - imaginary[0]);
        for (int k = 1; k < half; k++) {
            double evenRe = (real[k] + real[half - k]) / 2;
            double evenIm = (imaginary[k] - imaginary[half - k]) / 2;
            double oddRe = (imaginary[k] + imaginary[half - k]) / 2;
            double oddIm = (real[half - k] - real[k]) / 2;
            double re = evenRe + cosines[k] * oddRe - sines[k] * oddIm;
            double im = evenIm + cosines[k] * oddIm + sines[k] * oddRe;
            into[at + k] = (float) Math.sqrt(re * re + im * im);
        }
    }

    private void transform() {
        for (int width = 1; width < half; width *= 2) {
            int step = half / width; // of the table, whose first entries go half around the circle
            for (int start = 0; start < half; start += 2 * width) {
                for (int i = 0; i < width; i++) {
                    int low = start + i;
                    int high = low + width;
                    double cosine = cosines[i * step];
                    double sine = sines[i * step];
                    double re = real[high] * cosine - imaginary[high] * sine;
                    double im = real[high] * sine + imaginary[high] * cosine;
                    real[high] = real[low] - re;
                    imaginary[high] = imaginary[low] - im;
                    real[low] += re;
                    imaginary[low] += im;
                }
            }
        }
    }
}
