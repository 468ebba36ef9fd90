// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file that gets its name only when it is whole: bytes go to `NAME.partial`, and [#commit] makes them durable
/// (fsync), renames the file in one step and makes the name durable too. Closed before that, it leaves nothing behind;
/// killed before that, it leaves a `.partial` that nobody mistakes for the real thing.
public final class AtomicFile implements Closeable {
    /// What an unfinished file's name ends with.
    public static final String PARTIAL = ".partial";

    private final Path target;
    private final Path partial;
    private final Storage.Output output;
    private long length;
    private boolean committed;

    private AtomicFile(Path target, Path partial, Storage.Output output) {
        this.target = target;
        this.partial = partial;
        this.output = output;
    }

    /// Starts to write `target`; a file of that name stays as it is until [#commit].
    public static AtomicFile create(Path target, Storage storage) throws IOException {
        Path partial = target.resolveSibling(target.getFileName() + PARTIAL);
        return new AtomicFile(target, partial, storage.open(partial));
    }

    /// Writes a small file whole.
    public static void write(Path target, byte[] content, Storage storage) throws IOException {
        try (var file = create(target, storage)) {
            file.write(ByteBuffer.wrap(content));
            file.commit();
        }
    }

    /// Appends all that remains in `bytes`.
    ///
    /// @throws IOException that names the file and how far it came, when the disk is full or fails
    public void write(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                length += output.write(bytes);
            }
        } catch (IOException e) {
            throw new IOException("%s: writing failed at byte %d: %s".formatted(partial, length, reason(e)), e);
        }
    }

    /// Bytes written so far.
    public long length() {
        return length;
    }

    /// Makes the file appear under its name, durably.
    public void commit() throws IOException {
        try {
            output.force();
            output.close();
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException("%s: could not be finished: %s".formatted(target, reason(e)), e);
        }
        committed = true;
        forceDirectory(target.toAbsolutePath().getParent());
    }

    /// Ends the file; if it was not committed, it is removed.
    @Override
    public void close() throws IOException {
        try {
            output.close();
        } finally {
            if (!committed) {
                Files.deleteIfExists(partial);
            }
        }
    }

    /// Makes names in `directory` durable, where the platform can (POSIX does, Windows neither can nor needs to).
    private static void forceDirectory(@Nullable Path directory) throws IOException {
        if (directory != null
                && directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (var handle = FileChannel.open(directory, StandardOpenOption.READ)) {
                handle.force(true);
            }
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
