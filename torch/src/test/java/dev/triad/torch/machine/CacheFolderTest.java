// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheFolderTest {
    @TempDir
    Path home;

    private Path folder(Map<String, String> environment) {
        return CacheFolder.of(environment, home).path();
    }

    @Test
    void triadHomeComesFirstThenXdgThenTheHomeFolder() {
        var triad = home.resolve("own").toString();
        var xdg = home.resolve("caches").toString();
        assertThat(folder(Map.of("TRIAD_HOME", triad, "XDG_CACHE_HOME", xdg))).isEqualTo(Path.of(triad));
        assertThat(folder(Map.of("TRIAD_HOME", "", "XDG_CACHE_HOME", xdg))).isEqualTo(Path.of(xdg, "triad"));
        assertThat(folder(Map.of())).isEqualTo(home.resolve(".cache/triad"));
        assertThat(folder(Map.of("XDG_CACHE_HOME", "relative"))).isEqualTo(home.resolve(".cache/triad"));
    }

    @Test
    void aFolderThatIsNotThereYetIsWritableIfItCanBeMade() throws IOException {
        var folder = new CacheFolder(home.resolve("deep/er/triad"));
        assertThat(folder.isWritable()).isTrue();
        assertThat(folder.freeBytes()).isPositive();
        assertThat(folder.path()).doesNotExist();
    }

    @Test
    void aFileInItsPlaceIsNotWritable() throws IOException {
        var file = Files.writeString(home.resolve("file"), "");
        assertThat(new CacheFolder(file.resolve("triad")).isWritable()).isFalse();
    }
}
