// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/// The checksum of LevelDB and TensorFlow: CRC-32C, rotated and shifted, so that a checksum of data that contain
/// checksums stays a good one.
final class MaskedCrc32c {
    private static final int MASK = 0xa282ead8;

    /// Bytes that go through at a time: buffers end at 2 GiB.
    private static final long PIECE = 1 << 30;

    private MaskedCrc32c() {}

    static int of(MemorySegment bytes) {
        var crc = new CRC32C();
        for (long at = 0; at < bytes.byteSize(); at += PIECE) {
            crc.update(bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at)).asByteBuffer());
        }
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }
}
