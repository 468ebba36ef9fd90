// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.audio.Stft;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpectrogramPictureTest {
    @TempDir
    Path folder;

    @Test
    void aToneIsABrightLineAtItsPitchAndSilenceIsDark() throws IOException {
        var stft = new Stft(256, 64, 256);
        var tone = new float[8000];
        for (int t = 0; t < tone.length; t++) tone[t] = (float) Math.sin(2 * Math.PI * 2000 * t / 8000);
        var png = folder.resolve("picture.png");
        SpectrogramPicture.write(
                png,
                List.of(
                        new SpectrogramPicture.Panel("tone", stft.magnitudes(tone), 8000, 64),
                        new SpectrogramPicture.Panel("silence", stft.magnitudes(new float[8000]), 8000, 64)));
        var picture = ImageIO.read(png.toFile());
        // 2 kHz is half of what 8 kHz can hold: the middle of the first panel
        int middle = 26 + 100;
        assertThat(brightness(picture.getRGB(500, middle))).isGreaterThan(600);
        assertThat(brightness(picture.getRGB(500, middle - 60))).isLessThan(150);
        assertThat(brightness(picture.getRGB(500, middle + 226))).isLessThan(50);
        assertThat(folder).isDirectoryContaining(file -> file.equals(png));
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aPictureOfNothingIsRefused() {
        assertThatThrownBy(() -> SpectrogramPicture.write(folder.resolve("x.png"), List.of()))
                .hasMessage("a picture needs a spectrogram");
    }

    private static int brightness(int rgb) {
        var colour = new Color(rgb);
        return colour.getRed() + colour.getGreen() + colour.getBlue();
    }
}
