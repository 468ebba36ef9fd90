// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

/// Magnitudes over time and frequency.
public final class Spectrogram {
    private final int frames;
    private final int bins;
    private final float[] magnitudes;

    /// @param frames how many points in time
    /// @param bins how many frequencies
    /// @param magnitudes frame after frame, not copied
    public Spectrogram(int frames, int bins, float[] magnitudes) {
        if (frames < 1 || bins < 1 || magnitudes.length != Math.multiplyExact(frames, bins)) {
            throw new IllegalArgumentException(
                    "%d magnitudes are not %d frames of %d bins".formatted(magnitudes.length, frames, bins));
        }
        this.frames = frames;
        this.bins = bins;
        this.magnitudes = magnitudes;
    }

    public int frames() {
        return frames;
    }

    public int bins() {
        return bins;
    }

    public float get(int frame, int bin) {
        return magnitudes[frame * bins + bin];
    }

    /// All magnitudes, frame after frame; the array itself.
    public float[] magnitudes() {
        return magnitudes;
    }

    /// The root of the sum of squares (Frobenius).
    public double norm() {
        double sum = 0;
        for (float magnitude : magnitudes) {
            sum += (double) magnitude * magnitude;
        }
        return Math.sqrt(sum);
    }

    /// The norm of the difference of two spectrograms of one shape.
    public double distance(Spectrogram other) {
        requireSameShape(other);
        double sum = 0;
        for (int i = 0; i < magnitudes.length; i++) {
            double difference = (double) magnitudes[i] - other.magnitudes[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /// @throws IllegalArgumentException if `other` has another shape
    public void requireSameShape(Spectrogram other) {
        if (frames != other.frames || bins != other.bins) {
            throw new IllegalArgumentException("spectrograms of %d × %d and %d × %d do not go together"
                    .formatted(frames, bins, other.frames, other.bins));
        }
    }
}
