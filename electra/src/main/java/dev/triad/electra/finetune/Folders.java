// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Folders as a whole.
final class Folders {
    private Folders() {}

    /// A second folder with the same files, which take no more room where the file system can share them.
    static void duplicate(Path source, Path target) throws IOException {
        try (var tree = Files.walk(source)) {
            for (var path : tree.toList()) {
                var copy = target.resolve(source.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    share(path, copy);
                }
            }
        }
    }

    private static void share(Path file, Path copy) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException _) {
            Files.copy(file, copy);
        }
    }
}
