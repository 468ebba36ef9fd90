// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TourSettingsTest {
    @TempDir
    Path folder;

    private TourSettings settings(double minutes) {
        return new TourSettings(folder.resolve("tour"), minutes, 42, null, null, null);
    }

    private static boolean goesOn(TourSettings settings) throws IOException {
        try (var held = settings.begin()) {
            return held.goesOn();
        }
    }

    @Test
    void aTourGoesOnOnlyWithWhatItWasBegunWith() throws IOException {
        assertThat(goesOn(settings(10))).isFalse();
        assertThat(goesOn(settings(10))).isTrue();
        assertThatThrownBy(() -> settings(5).begin())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("begun with minutes 10.0, now it is 5.0");
        assertThat(goesOn(settings(10))).isTrue(); // and the refusal let go of the folder
    }

    @Test
    void aFolderHoldsOneTourAtATime() throws IOException {
        try (var _ = settings(10).begin()) {
            assertThatThrownBy(() -> settings(10).begin())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process is on this tour");
        }
        assertThat(goesOn(settings(10))).isTrue();
    }

    @Test
    void aFolderWithSomethingElseIsLeftAlone() throws IOException {
        Files.createDirectory(folder.resolve("tour"));
        Files.writeString(folder.resolve("tour/mine.txt"), "");
        assertThatThrownBy(() -> settings(10).begin()).hasMessageContaining("holds no tour");
        assertThat(folder.resolve("tour")).isDirectoryContaining(path -> path.endsWith("mine.txt"));
        assertThat(folder.resolve("tour/tour.lock")).doesNotExist();
    }

    @Test
    void anEmptyFolderIsAsGoodAsNone() throws IOException {
        Files.createDirectory(folder.resolve("tour"));
        assertThat(goesOn(settings(10))).isFalse();
    }

    @Test
    void aTourKilledBeforeItSaidWhatItIsBeginsAnew() throws IOException {
        Files.createDirectory(folder.resolve("tour"));
        Files.writeString(folder.resolve("tour/tour.lock"), "");
        assertThat(goesOn(settings(10))).isFalse();
    }

    @Test
    void theTourOfAnotherVersionIsRefused() throws IOException {
        Files.createDirectory(folder.resolve("tour"));
        Files.writeString(folder.resolve("tour/tour.json"), "{\"version\": 77}");
        assertThatThrownBy(() -> settings(10).begin()).hasMessageContaining("another version of Triad; give another");
    }

    @Test
    void aDescriptionThatIsNoneIsNamed() throws IOException {
        Files.createDirectory(folder.resolve("tour"));
        Files.writeString(folder.resolve("tour/tour.json"), "{\"version\": ");
        assertThatThrownBy(() -> settings(10).begin())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tour.json");
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Files.writeString(folder.resolve("tour"), "");
        assertThatThrownBy(() -> settings(10).begin()).hasMessageContaining("is a file");
    }

    @Test
    void foldersThatAreNotThereAreNamed() {
        var missing = folder.resolve("missing");
        assertThatThrownBy(() -> new TourSettings(folder.resolve("t"), 1, 1, missing, null, null).begin())
                .hasMessageContaining(missing + ": there is no such folder");
        assertThat(folder.resolve("t")).doesNotExist();
        assertThatThrownBy(() -> settings(0)).hasMessageContaining("--minutes must be between 0.1 and 10000");
    }
}
