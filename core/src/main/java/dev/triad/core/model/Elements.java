// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The elements of a tensor in a file, copied into Java arrays.
final class Elements {
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /// The longest array that every virtual machine can allocate.
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final String place;
    private final TensorInfo tensor;
    private final MemorySegment bytes;

    /// @param place the file, for errors
    /// @param bytes the tensor's bytes, at any alignment
    Elements(String place, TensorInfo tensor, MemorySegment bytes) {
        this.place = place;
        this.tensor = tensor;
        this.bytes = bytes;
    }

    byte[] toBytes() throws ModelFileException {
        requireArray(tensor.byteLength(), "bytes");
        return bytes.toArray(ValueLayout.JAVA_BYTE);
    }

    float[] toFloats() throws ModelFileException {
        int count = arrayLength();
        var floats = new float[count];
        switch (tensor.dtype()) {
            case F32 -> MemorySegment.copy(bytes, FLOAT, 0, floats, 0, count);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    floats[i] = Float.float16ToFloat(bytes.get(SHORT, 2L * i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    floats[i] = Bfloat16.toFloat(bytes.get(SHORT, 2L * i));
                }
            }
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    floats[i] = (float) bytes.get(DOUBLE, 8L * i);
                }
            }
            default -> throw fault("cannot be read as floats");
        }
        return floats;
    }

    int[] toInts() throws ModelFileException {
        int count = arrayLength();
        var ints = new int[count];
        if (tensor.dtype() == DType.I32) {
            MemorySegment.copy(bytes, INT, 0, ints, 0, count);
            return ints;
        }
        for (int i = 0; i < count; i++) {
            long whole = wholeNumber(i);
            ints[i] = (int) whole;
            if (ints[i] != whole) {
                throw fault("holds " + whole + " at element " + i + ", which does not fit 32 bits");
            }
        }
        return ints;
    }

    long[] toLongs() throws ModelFileException {
        int count = arrayLength();
        var longs = new long[count];
        if (tensor.dtype() == DType.I64) {
            MemorySegment.copy(bytes, LONG, 0, longs, 0, count);
            return longs;
        }
        for (int i = 0; i < count; i++) {
            longs[i] = wholeNumber(i);
        }
        return longs;
    }

    private long wholeNumber(int i) throws ModelFileException {
        return switch (tensor.dtype()) {
            case BOOL, U8 -> bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
            case I8 -> bytes.get(ValueLayout.JAVA_BYTE, i);
            case U16 -> bytes.get(SHORT, 2L * i) & 0xFFFF;
            case I16 -> bytes.get(SHORT, 2L * i);
            case U32 -> bytes.get(INT, 4L * i) & 0xFFFF_FFFFL;
            case I32 -> bytes.get(INT, 4L * i);
            case I64 -> bytes.get(LONG, 8L * i);
            case U64 -> {
                long number = bytes.get(LONG, 8L * i);
                if (number < 0) {
                    throw fault("holds " + Long.toUnsignedString(number) + " at element " + i
                            + ", which does not fit 63 bits");
                }
                yield number;
            }
            default -> throw fault("cannot be read as whole numbers");
        };
    }

    private int arrayLength() throws ModelFileException {
        requireArray(tensor.elementCount(), "elements");
        return (int) tensor.elementCount();
    }

    private void requireArray(long length, String unit) throws ModelFileException {
        if (length > LONGEST_ARRAY) {
            throw fault("has " + length + " " + unit + ", more than an array holds; read it through segment()");
        }
    }

    private ModelFileException fault(String fault) {
        return new ModelFileException(
                place, "tensor " + Quote.of(tensor.name()) + " of type " + tensor.dtype() + " " + fault);
    }
}
