// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import dev.triad.core.random.RandomStream;

/// Several channels become one before an encoder sees them.
public final class ChannelMix {
    /// Left and right in equal shares.
    public static final float CENTRE = 0.5f;

    private ChannelMix() {}

    /// Where the listener sits: the left channel's share, uniform in [0, 1), one draw per example (Jukebox's
    /// `aug_blend`).
    public static float randomPan(RandomStream random) {
        return random.nextFloat();
    }

    /// Mixes stereo down: `pan`·left + (1 − `pan`)·right. One channel passes as it is, whatever the pan; of more
    /// than two, the pan weighs the first against the second and the others keep their share of the mean.
    ///
    /// @param into as long as the channels; may be one of them
    public static void mono(float[][] channels, float pan, float[] into) {
        if (!(pan >= 0 && pan <= 1)) {
            throw new IllegalArgumentException("pan is " + pan + "; it must be between 0 and 1");
        }
        int length = Waveform.requireSameLength(channels);
        if (into.length != length) {
            throw new IllegalArgumentException("%d samples do not fit a buffer of %d".formatted(length, into.length));
        }
        if (channels.length == 1) {
            System.arraycopy(channels[0], 0, into, 0, length);
            return;
        }
        float front = 2f / channels.length;
        float left = pan * front;
        float right = (1 - pan) * front;
        for (int i = 0; i < length; i++) {
            float sum = left * channels[0][i] + right * channels[1][i];
            for (int channel = 2; channel < channels.length; channel++) {
                sum += channels[channel][i] / channels.length;
            }
            into[i] = sum;
        }
    }

    /// All channels in equal shares.
    public static float[] mean(float[][] channels) {
        var mixed = new float[Waveform.requireSameLength(channels)];
        mono(channels, CENTRE, mixed);
        return mixed;
    }
}
