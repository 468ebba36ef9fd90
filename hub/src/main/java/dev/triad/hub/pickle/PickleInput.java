// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// A pickle's bytes as the stream its reader wants, which also knows where it is and how much can still come.
final class PickleInput extends InputStream {
    private final MemorySegment bytes;
    private final long end;
    private long position;

    /// @param start the first byte of the pickle within `bytes`
    /// @param most how many bytes the pickle may have
    PickleInput(MemorySegment bytes, long start, long most) {
        this.bytes = bytes;
        this.position = start;
        this.end = start + Math.min(most, bytes.byteSize() - start);
    }

    /// Bytes that have not been read.
    long remaining() {
        return end - position;
    }

    /// The offset of the next byte.
    long position() {
        return position;
    }

    /// The unsigned number of `width` bytes (1, 4 or 8) that comes next, which stays unread; -1 when the pickle
    /// ends within it. A number of eight bytes that needs the last bit comes out negative, too.
    long peekLength(int width) {
        if (remaining() < width) {
            return -1;
        }
        long length = 0;
        for (int i = width - 1; i >= 0; i--) {
            length = length << 8 | Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, position + i));
        }
        return length;
    }

    @Override
    public int read() {
        return position == end ? -1 : Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, position++));
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        int count = (int) Math.min(length, remaining());
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, target, offset, count);
        position += count;
        return count;
    }
}
