// SPDX-License-Identifier: Apache-2.0
package dev.triad.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentPictureTest {
    @TempDir
    Path folder;

    @Test
    void aModelThatFollowsTheWordsDrawsALineFromTheUpperLeftToTheLowerRight() throws IOException {
        var weights = new float[50][10];
        for (int t = 0; t < 50; t++) weights[t][t / 5] = 0.3f;
        var png = folder.resolve("picture.png");
        AlignmentPicture.write(png, List.of(new AlignmentPicture.Panel("song", weights, "la la\nlala", 2)));
        var picture = ImageIO.read(png.toFile());
        assertThat(picture.getHeight()).isEqualTo(26 + 130 + 30);
        for (int c = 0; c < 10; c++) {
            int x = 60 + 90 * c + 45;
            int y = 26 + 13 * c + 6;
            assertThat(brightness(picture.getRGB(x, y))).isGreaterThan(600);
            assertThat(brightness(picture.getRGB(x, 26 + 13 * ((c + 5) % 10) + 6)))
                    .isLessThan(50);
        }
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aTextOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new AlignmentPicture.Panel("song", new float[2][3], "four", 1))
                .hasMessage("song has 4 characters, and weights of 3");
        assertThatThrownBy(() -> AlignmentPicture.write(folder.resolve("x.png"), List.of()))
                .hasMessage("a picture needs an alignment");
    }

    private static int brightness(int rgb) {
        var colour = new Color(rgb);
        return colour.getRed() + colour.getGreen() + colour.getBlue();
    }
}
