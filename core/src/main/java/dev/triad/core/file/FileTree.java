// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files below a folder, as a user sees them: links are followed.
public final class FileTree {
    private FileTree() {}

    /// All regular files below a folder, in no particular order.
    ///
    /// @throws IOException if a folder cannot be read, or links to one that it is in
    public static List<Path> files(Path folder) throws IOException {
        try (var paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof FileSystemLoopException loop
                    ? new IOException(loop.getFile() + ": links to a folder that contains it", e)
                    : e.getCause();
        }
    }
}
