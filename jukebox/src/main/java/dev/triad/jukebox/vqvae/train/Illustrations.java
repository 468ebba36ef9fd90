// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae.train;

import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.Stft;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.audio.Waveform;
import dev.triad.report.SpectrogramPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Lets people hear and see how far a run is: in `samples/step-00001000/`, for some held-out clips, the original
/// and each level's reconstruction as WAV files, and one picture of their spectrograms.
final class Illustrations {
    private final Path folder;
    private final int rate;
    private final Stft stft;

    Illustrations(Path folder, int rate, Stft stft) {
        this.folder = folder;
        this.rate = rate;
        this.stft = stft;
    }

    /// @param levels the reconstructions, from the finest
    void write(long step, int clip, float[] original, List<float[]> levels) throws IOException {
        var place = folder.resolve("step-%08d".formatted(step));
        Files.createDirectories(place);
        var panels = new ArrayList<SpectrogramPicture.Panel>();
        panels.add(panel("original", original));
        sound(place.resolve("clip-%d.wav".formatted(clip)), original);
        for (int level = 0; level < levels.size(); level++) {
            sound(place.resolve("clip-%d.level-%d.wav".formatted(clip, level)), levels.get(level));
            panels.add(panel("level " + level, levels.get(level)));
        }
        SpectrogramPicture.write(place.resolve("clip-%d.png".formatted(clip)), panels);
    }

    private SpectrogramPicture.Panel panel(String title, float[] samples) {
        return new SpectrogramPicture.Panel(title, stft.magnitudes(samples), rate, stft.hop());
    }

    private void sound(Path file, float[] samples) throws IOException {
        WavWriter.write(file, Waveform.of(rate, samples), SampleFormat.PCM16);
    }
}
