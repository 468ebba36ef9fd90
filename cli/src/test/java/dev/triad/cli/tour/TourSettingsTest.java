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

    @Test
    void aTourGoesOnOnlyWithWhatItWasBegunWith() throws IOException {
        assertThat(settings(10).begin()).isFalse();
        assertThat(settings(10).begin()).isTrue();
        assertThatThrownBy(() -> settings(5).begin())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("begun with minutes 10.0, now it is 5.0");
    }

    @Test
    void aFolderWithSomethingElseIsLeftAlone() throws IOException {
        Files.createDirectory(folder.resolve("tour"));
        Files.writeString(folder.resolve("tour/mine.txt"), "");
        assertThatThrownBy(() -> settings(10).begin()).hasMessageContaining("holds no tour");
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
