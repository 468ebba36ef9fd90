// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

/// How loud a piece of sound is.
///
/// @param samples how many were measured, all channels together
/// @param peak the largest magnitude
/// @param rms the root of the mean square
/// @param clippedShare the share of samples in runs of at least [#RUN] at or above the given ceiling: a flat top
///     that no instrument makes
public record Levels(long samples, double peak, double rms, double clippedShare) {
    /// Fewer samples in a row at full scale are a loud peak and no clipping.
    public static final int RUN = 3;

    /// What counts as full scale: the largest 16-bit number, a little less for the rounding of codecs.
    public static final float CEILING = 0.999f;

    /// Measures a waveform.
    public static Levels of(Waveform waveform) {
        var meter = new Meter(waveform.channels());
        for (int i = 0; i < waveform.channels(); i++) {
            meter.add(i, waveform.channel(i), waveform.frames());
        }
        return meter.levels();
    }

    /// Measures as sound comes in, channel by channel. Not for several threads at once.
    public static final class Meter {
        private final int[] run;
        private long samples;
        private double squares;
        private float peak;
        private long clipped;

        public Meter(int channels) {
            this.run = new int[channels];
        }

        /// Adds the first `count` samples of `piece`, which continue what came before on this channel.
        public void add(int channel, float[] piece, int count) {
            int length = run[channel];
            double sum = 0;
            float highest = peak;
            for (int i = 0; i < count; i++) {
                float magnitude = Math.abs(piece[i]);
                sum += (double) magnitude * magnitude;
                highest = Math.max(highest, magnitude); // NaN stays
                if (magnitude >= CEILING) {
                    length++;
                    if (length == RUN) {
                        clipped += RUN;
                    } else if (length > RUN) {
                        clipped++;
                    }
                } else {
                    length = 0;
                }
            }
            run[channel] = length;
            squares += sum;
            peak = highest;
            samples += count;
        }

        /// What was measured so far; a sample that is not a number makes peak and rms NaN.
        public Levels levels() {
            return new Levels(
                    samples,
                    peak,
                    samples == 0 ? 0 : Math.sqrt(squares / samples),
                    samples == 0 ? 0 : (double) clipped / samples);
        }
    }
}
