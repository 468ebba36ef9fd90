// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file that appears complete or not at all: written under another name beside its own, flushed to the disk,
/// renamed.
///
/// A kill or power cut leaves the old file under the name, and at worst a hidden `.name.….partial` beside it.
final class AtomicFile implements AutoCloseable {
    private final Path target;
    private final Path partial;
    private final FileChannel channel;

    private AtomicFile(Path target, Path partial, FileChannel channel) {
        this.target = target;
        this.partial = partial;
        this.channel = channel;
    }

    /// Starts a file that will have the given name.
    ///
    /// @throws IOException when the folder does not exist or cannot be written
    static AtomicFile create(Path path) throws IOException {
        var target = path.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new IOException(path + ": is a folder where a file was to be written");
        }
        for (int attempt = 0; ; attempt++) {
            String name =
                    "." + target.getFileName() + "." + ProcessHandle.current().pid() + "-" + attempt + ".partial";
            var partial = target.resolveSibling(name);
            try {
                var channel = FileChannel.open(partial, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                return new AtomicFile(target, partial, channel);
            } catch (FileAlreadyExistsException _) {
                // Another writer of this process, or one of a killed process that had the same number: the next name.
            } catch (NoSuchFileException e) {
                throw new IOException(path + ": the folder " + target.getParent() + " does not exist", e);
            }
        }
    }

    /// Where the content goes.
    FileChannel channel() {
        return channel;
    }

    /// Puts the file in place of whatever had its name.
    void commit() throws IOException {
        channel.force(true);
        channel.close();
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        forceFolder();
    }

    /// Removes what was written unless it was committed.
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(partial);
    }

    /// Makes the new name survive a power cut. Windows has no such call and refuses to open folders.
    private void forceFolder() throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return;
        }
        try (var folder = FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
