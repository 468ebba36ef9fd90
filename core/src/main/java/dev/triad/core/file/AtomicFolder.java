// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/// A folder that gets its name only when it is whole: files go to a hidden sibling, `.NAME.partial`, and [#commit]
/// makes them durable (fsync) and renames the folder in one step. Closed before that, it leaves nothing behind; killed
/// before that, it leaves a hidden folder that nobody mistakes for the real thing and that the next writer removes.
///
/// A folder of that name is replaced: it is renamed away before the new one takes its place, and deleted after.
public final class AtomicFolder implements Closeable {
    private final Path target;
    private final Path partial;
    private boolean committed;

    private AtomicFolder(Path target, Path partial) {
        this.target = target;
        this.partial = partial;
    }

    /// Starts to write `target`; a folder of that name stays as it is until [#commit].
    ///
    /// @throws IOException if its parent does not exist or cannot be written
    public static AtomicFolder create(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + AtomicFile.PARTIAL);
        Path parent = absolute.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException(target + ": the folder " + parent + " does not exist");
        }
        delete(partial);
        Files.createDirectory(partial);
        return new AtomicFolder(absolute, partial);
    }

    /// Where the files go until they are whole.
    public Path path() {
        return partial;
    }

    /// Makes the folder appear under its name, durably.
    public void commit() throws IOException {
        synchronise(partial);
        Path replaced = target.resolveSibling("." + target.getFileName() + ".expired");
        delete(replaced);
        boolean replaces = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (replaces) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (replaces) {
                Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        committed = true;
        synchroniseOne(target.resolveSibling("."));
        delete(replaced);
    }

    /// Ends the folder; if it was not committed, it is removed.
    @Override
    public void close() throws IOException {
        if (!committed) {
            delete(partial);
        }
    }

    /// Deletes a file or a folder with all that is in it; links are deleted, not followed.
    public static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void synchronise(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                synchroniseOne(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Folders can be opened where the platform is POSIX; Windows neither can nor needs to.
    private static void synchroniseOne(Path path) throws IOException {
        if (Files.isDirectory(path)
                && !path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
