// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Writes a tensor that lies scattered in its storage (transposed, sliced, repeated) row by row into new memory.
///
/// The innermost dimensions that do lie together are copied in one piece; the others are walked like the digits of
/// an odometer.
final class StridedCopy {
    private final MemorySegment storage;
    private final int elementBytes;
    private final long[] size;
    private final long[] stride;
    private final int outer;
    private final long blockBytes;

    private StridedCopy(MemorySegment storage, StoredTensor tensor) {
        this.storage = storage;
        this.elementBytes = tensor.elementBytes();
        this.size = tensor.size();
        this.stride = tensor.stride();
        int walked = size.length;
        long block = 1;
        while (walked > 0 && (size[walked - 1] == 1 || stride[walked - 1] == block)) {
            block *= size[--walked];
        }
        this.outer = walked;
        this.blockBytes = block * elementBytes;
    }

    /// @param storage the bytes of the tensor's whole storage
    /// @param tensor a tensor that lies within it
    /// @param memory where the copy is to live
    static MemorySegment of(MemorySegment storage, StoredTensor tensor, Arena memory) {
        var copy = memory.allocate(tensor.dtype().byteLength(tensor.size()), Long.BYTES);
        if (copy.byteSize() > 0) {
            new StridedCopy(storage, tensor).copyTo(copy, tensor.startByte());
        }
        return copy.asReadOnly();
    }

    private void copyTo(MemorySegment target, long start) {
        var digits = new long[outer];
        long from = start;
        long to = 0;
        while (true) {
            copyBlock(from, target, to);
            to += blockBytes;
            int d = outer - 1;
            while (d >= 0 && ++digits[d] == size[d]) {
                from -= (size[d] - 1) * stride[d] * elementBytes;
                digits[d--] = 0;
            }
            if (d < 0) {
                return;
            }
            from += stride[d] * elementBytes;
        }
    }

    /// Elements are moved, not read: their byte order does not matter.
    private void copyBlock(long from, MemorySegment target, long to) {
        if (blockBytes == Integer.BYTES) {
            target.set(ValueLayout.JAVA_INT_UNALIGNED, to, storage.get(ValueLayout.JAVA_INT_UNALIGNED, from));
        } else if (blockBytes == Short.BYTES) {
            target.set(ValueLayout.JAVA_SHORT_UNALIGNED, to, storage.get(ValueLayout.JAVA_SHORT_UNALIGNED, from));
        } else {
            MemorySegment.copy(storage, from, target, to, blockBytes);
        }
    }
}
