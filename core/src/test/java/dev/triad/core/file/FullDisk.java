// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk with room for so many bytes in all files together; then writing fails as the operating system would fail it.
public final class FullDisk implements Storage {
    private long room;

    public FullDisk(long bytes) {
        room = bytes;
    }

    @Override
    public Output open(Path file) throws IOException {
        var output = DISK.open(file);
        return new Output() {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
                if (room == 0) {
                    throw new IOException("No space left on device");
                }
                var part = bytes.slice().limit((int) Math.min(room, bytes.remaining()));
                int count = output.write(part);
                room -= count;
                bytes.position(bytes.position() + count);
                return count;
            }

            @Override
            public void force() throws IOException {
                output.force();
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }
}
