// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.audio.Waveform;
import dev.triad.corpus.audio.ffmpeg.SoundFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder of small songs.
final class Library {
    static final int RATE = 8_000;

    private final Path folder;

    Library(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /// Writes so many songs of different lengths, in folders by artist.
    Library songs(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            song("artist-%d/song-%02d.wav".formatted(i % 3, i), SoundFiles.music(RATE, 1 + i % 2, 1.2 + 0.1 * i));
        }
        return this;
    }

    Path song(String id, Waveform sound) throws IOException {
        Path file = folder.resolve(id);
        Files.createDirectories(file.getParent());
        WavWriter.write(file, sound, SampleFormat.FLOAT32);
        return file;
    }

    Path text(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
