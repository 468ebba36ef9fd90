// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import java.util.Arrays;

/// A piece of sound: one array of samples per channel, nominally within [−1, 1].
///
/// The arrays are not copied: whoever makes a waveform hands them over, and [#channel] gives them out.
public final class Waveform {
    private final int rate;
    private final float[][] channels;

    private Waveform(int rate, float[][] channels) {
        this.rate = rate;
        this.channels = channels;
    }

    /// A waveform of `channels`, all equally long.
    ///
    /// @param rate frames per second
    /// @throws IllegalArgumentException if there is no channel, or their lengths differ, or the
    ///     rate is not positive
    public static Waveform of(int rate, float[]... channels) {
        if (rate < 1) {
            throw new IllegalArgumentException("rate is " + rate + "; it must be positive");
        }
        if (channels.length == 0) {
            throw new IllegalArgumentException("a waveform needs a channel");
        }
        requireSameLength(channels);
        return new Waveform(rate, channels.clone());
    }

    /// Silence.
    public static Waveform silence(int rate, int channels, int frames) {
        return of(rate, new float[channels][frames]);
    }

    /// Frames per second.
    public int rate() {
        return rate;
    }

    /// How many channels there are.
    public int channels() {
        return channels.length;
    }

    /// Samples per channel.
    public int frames() {
        return channels[0].length;
    }

    public double seconds() {
        return (double) frames() / rate;
    }

    /// The samples of a channel themselves, not a copy.
    public float[] channel(int index) {
        return channels[index];
    }

    /// The mean of all channels; the channel itself where there is just one.
    public float[] mono() {
        return channels.length == 1 ? channels[0] : ChannelMix.mean(channels);
    }

    /// A copy of the frames from `start` to before `end`.
    public Waveform slice(int start, int end) {
        var parts = new float[channels.length][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Arrays.copyOfRange(channels[i], start, end);
        }
        return new Waveform(rate, parts);
    }

    @Override
    public String toString() {
        return "%d frames of %d channel%s at %d Hz".formatted(frames(), channels(), channels() == 1 ? "" : "s", rate);
    }

    /// @return the common length
    static int requireSameLength(float[][] channels) {
        for (float[] channel : channels) {
            if (channel.length != channels[0].length) {
                throw new IllegalArgumentException("channels of %d and %d samples do not go together"
                        .formatted(channels[0].length, channel.length));
            }
        }
        return channels[0].length;
    }
}
