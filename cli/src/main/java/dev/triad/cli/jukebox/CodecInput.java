// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.core.audio.AudioSource;
import dev.triad.core.audio.ChannelMix;
import dev.triad.jukebox.vqvae.SongCoder;
import dev.triad.jukebox.vqvae.VqVaeConfig;

/// A data set's songs as a codec reads them.
final class CodecInput {
    private CodecInput() {}

    /// A song with its channels mixed in equal shares.
    static SongCoder.Samples mono(AudioSource songs, int song) {
        return (start, into) -> {
            var channels = new float[songs.channels()][into.length];
            songs.read(song, start, channels);
            ChannelMix.mono(channels, ChannelMix.CENTRE, into);
        };
    }

    /// @throws IllegalArgumentException if the songs were prepared for another codec
    static void requireRate(AudioSource songs, VqVaeConfig config) {
        if (songs.rate() != config.sampleRate()) {
            throw new IllegalArgumentException("the songs are at " + songs.rate() + " Hz, the codec is for "
                    + config.sampleRate() + "; prepare them with --rate " + config.sampleRate());
        }
    }
}
