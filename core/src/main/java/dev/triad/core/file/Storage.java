// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Opens the files that [AtomicFile] writes. A seam for tests: a disk that fills up, a device that fails.
@FunctionalInterface
public interface Storage {
    /// The file system itself.
    Storage DISK = file -> new Channel(FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));

    /// Creates `file`, or empties it, for writing.
    Output open(Path file) throws IOException;

    /// A file being written from front to back.
    interface Output extends Closeable {
        /// Appends some of what remains in `bytes`, at least one byte.
        ///
        /// @return how many
        int write(ByteBuffer bytes) throws IOException;

        /// Returns when everything written is on the device.
        void force() throws IOException;
    }

    /// A file of the file system.
    record Channel(FileChannel channel) implements Output {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return channel.write(bytes);
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
