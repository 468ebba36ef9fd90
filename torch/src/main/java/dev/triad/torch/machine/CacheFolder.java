// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Where Triad keeps what can be made or fetched again, and its settings: `$TRIAD_HOME`, else `$XDG_CACHE_HOME/triad`,
/// else `~/.cache/triad`. The folder appears when something is first written to it.
///
/// @param path the folder
public record CacheFolder(Path path) {
    /// The folder of this user.
    public static CacheFolder ofUser() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static CacheFolder of(Map<String, String> environment, Path home) {
        var own = environment.getOrDefault("TRIAD_HOME", "");
        if (!own.isEmpty()) return new CacheFolder(Path.of(own).toAbsolutePath());
        var caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The XDG specification has relative values ignored.
        var all = caches.isEmpty() || !Path.of(caches).isAbsolute() ? home.resolve(".cache") : Path.of(caches);
        return new CacheFolder(all.resolve("triad"));
    }

    /// Whether files can be created in it, now or once it has been created.
    public boolean isWritable() {
        var existing = existing();
        return Files.isDirectory(existing) && Files.isWritable(existing);
    }

    /// Bytes free on its disk.
    public long freeBytes() throws IOException {
        return Files.getFileStore(existing()).getUsableSpace();
    }

    /// The folder itself, or the nearest one above that exists.
    private Path existing() {
        var folder = path;
        while (!Files.exists(folder) && folder.getParent() != null) folder = folder.getParent();
        return folder;
    }
}
