// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import java.util.Arrays;

/// What a model file says about one tensor.
///
/// @param name its name in the checkpoint
/// @param dtype the type of its elements
/// @param shape its dimensions, outermost first; none for a scalar (the array is copied, in and out)
/// @param byteOffset where its first byte lies, counted from the start of the file
/// @param byteLength how many bytes it has
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
public record TensorInfo(String name, DType dtype, long[] shape, long byteOffset, long byteLength) {
    /// @throws IllegalArgumentException when the length is not what the shape and type need
    public TensorInfo {
        shape = shape.clone();
        long needed = dtype.byteLength(shape);
        if (byteLength != needed) {
            throw new IllegalArgumentException("tensor " + Quote.of(name) + " has " + byteLength + " bytes; "
                    + Arrays.toString(shape) + " of " + dtype + " needs " + needed);
        }
        if (byteOffset < 0) {
            throw new IllegalArgumentException("tensor " + Quote.of(name) + " starts at byte " + byteOffset);
        }
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /// The number of dimensions.
    public int rank() {
        return shape.length;
    }

    /// The product of the dimensions; 1 for a scalar.
    public long elementCount() {
        long count = 1;
        for (long dimension : shape) {
            count *= dimension;
        }
        return count;
    }

    /// The byte after its last, counted from the start of the file.
    public long byteEnd() {
        return byteOffset + byteLength;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorInfo that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && byteOffset == that.byteOffset
                && byteLength == that.byteLength;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Long.hashCode(byteOffset);
    }

    @Override
    public String toString() {
        return name + " " + dtype + Arrays.toString(shape) + " at " + byteOffset;
    }
}
