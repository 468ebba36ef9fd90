// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import dev.triad.core.audio.AudioSource;
import dev.triad.core.audio.ChannelMix;
import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.Stft;
import dev.triad.core.audio.WavFile;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.audio.Waveform;
import dev.triad.report.SpectrogramPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The beginnings of songs, short enough for a page that has everything inside.
///
/// @param folder where they are written
record Excerpts(Path folder) {
    private static final int SECONDS = 12;

    /// The beginning of a song of a data set.
    ///
    /// @param song its place
    /// @param name of the file
    /// @return a WAV file
    Path of(AudioSource songs, int song, String name) throws IOException {
        int frames = (int) Math.min(songs.songs().get(song).frames(), (long) SECONDS * songs.rate());
        var channels = new float[songs.channels()][frames];
        songs.read(song, 0, channels);
        return write(Waveform.of(songs.rate(), ChannelMix.mean(channels)), name);
    }

    /// The beginning of a WAV file.
    Path of(Path wav, String name) throws IOException {
        var sound = WavFile.read(wav);
        return write(sound.slice(0, Math.min(sound.frames(), SECONDS * sound.rate())), name);
    }

    private Path write(Waveform sound, String name) throws IOException {
        Files.createDirectories(folder);
        var file = folder.resolve(name + ".wav");
        WavWriter.write(file, sound, SampleFormat.PCM16);
        return file;
    }

    /// What a spectrogram shows of a sound.
    static SpectrogramPicture.Panel panel(String title, Path wav) throws IOException {
        var sound = WavFile.read(wav);
        var stft = new Stft(512, 64, 384);
        return new SpectrogramPicture.Panel(title, stft.magnitudes(sound.mono()), sound.rate(), stft.hop());
    }
}
