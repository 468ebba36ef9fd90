// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

/// A short-time Fourier transform's setting: frames of `size` samples every `hop`, centred (the signal is
/// mirrored at its ends), under a periodic Hann window of `window` samples with zeros around it; not normalised.
/// The same as PyTorch's and librosa's `stft` with `center=True`.
///
/// @param size samples of a frame, a power of two from 4
/// @param hop samples from one frame to the next
/// @param window samples under the window, at most `size`
public record Stft(int size, int hop, int window) {
    /// Jukebox's spectral metric: 2048 samples every 256 under a window of 1536.
    public static final Stft SPECTRAL = new Stft(2048, 256, 1536);

    public Stft {
        if (size < 4 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("size is " + size + "; it must be a power of two, 4 or more");
        }
        if (hop < 1) {
            throw new IllegalArgumentException("hop is " + hop + "; it must be positive");
        }
        if (window < 1 || window > size) {
            throw new IllegalArgumentException("window is %d; it must be between 1 and %d".formatted(window, size));
        }
    }

    /// Frequencies of a frame, from 0 to half the sample rate.
    public int bins() {
        return size / 2 + 1;
    }

    /// Frames of a signal.
    public int frames(int samples) {
        return 1 + samples / hop;
    }

    /// The magnitudes of a signal's frames.
    ///
    /// @throws IllegalArgumentException if the signal is too short to be mirrored: `size`/2 samples or fewer
    public Spectrogram magnitudes(float[] signal) {
        if (signal.length <= size / 2) {
            throw new IllegalArgumentException("%d samples are too few for frames of %d; %d or more are needed"
                    .formatted(signal.length, size, size / 2 + 1));
        }
        var fft = new RealFft(size);
        float[] weights = weights();
        int frames = frames(signal.length);
        float[] magnitudes = new float[Math.multiplyExact(frames, bins())];
        float[] frame = new float[size];
        int margin = (size - window) / 2;
        for (int i = 0; i < frames; i++) {
            int first = i * hop - size / 2;
            for (int j = margin; j < margin + window; j++) {
                frame[j] = signal[mirrored(first + j, signal.length)] * weights[j - margin];
            }
            fft.magnitudes(frame, magnitudes, i * bins());
        }
        return new Spectrogram(frames, bins(), magnitudes);
    }

    /// The Hann window of period `window`.
    private float[] weights() {
        float[] weights = new float[window];
        for (int i = 0; i < window; i++) {
            weights[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / window));
        }
        return weights;
    }

    private static int mirrored(int index, int length) {
        int inside = Math.abs(index);
        return inside < length ? inside : 2 * (length - 1) - inside;
    }
}
