// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads numbers and runs of bytes from front to back, in the encodings that LevelDB and protocol buffers share.
final class Bytes {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /// Bytes that hold less than they should.
    static final class MalformedException extends Exception {
        MalformedException(String fault) {
            super(fault);
        }
    }

    private final MemorySegment bytes;
    private long position;

    Bytes(MemorySegment bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return position < bytes.byteSize();
    }

    /// A number of up to 64 bits, seven to a byte, low ones first; the high bit says that more follow.
    long varint() throws MalformedException {
        long number = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = take(1).get(ValueLayout.JAVA_BYTE, 0);
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new MalformedException("a number of more than ten bytes");
    }

    int fixed32() throws MalformedException {
        return take(Integer.BYTES).get(INT, 0);
    }

    long fixed64() throws MalformedException {
        return take(Long.BYTES).get(LONG, 0);
    }

    /// The next `length` bytes.
    MemorySegment take(long length) throws MalformedException {
        if (length < 0 || length > bytes.byteSize() - position) {
            throw new MalformedException("a length of " + Long.toUnsignedString(length) + " where "
                    + (bytes.byteSize() - position) + " bytes remain");
        }
        var taken = bytes.asSlice(position, length);
        position += length;
        return taken;
    }
}
