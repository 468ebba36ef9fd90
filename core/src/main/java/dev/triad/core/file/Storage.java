// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Opens the files that [AtomicFile] writes. A seam for tests: a disk that fills up, a device that fails.
@FunctionalInterface
public interface Storage {
    /// The file system itself.
    Storage DISK = file -> FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    /// Creates `file`, or empties it, for writing.
    FileChannel open(Path file) throws IOException;
}
