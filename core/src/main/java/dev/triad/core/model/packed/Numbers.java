// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.triad.core.model.Bfloat16;
import dev.triad.core.model.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Numbers of a file to floats and back; little-endian, at any alignment.
final class Numbers {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private Numbers() {}

    static float get(MemorySegment bytes, DType type, long index) {
        return switch (type) {
            case F32 -> bytes.get(FLOAT, 4 * index);
            case F16 -> Float.float16ToFloat(bytes.get(SHORT, 2 * index));
            case BF16 -> Bfloat16.toFloat(bytes.get(SHORT, 2 * index));
            case I8 -> bytes.get(ValueLayout.JAVA_BYTE, index);
            case U8 -> bytes.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
            default -> throw new IllegalArgumentException("no floats of type " + type);
        };
    }

    static float[] read(MemorySegment bytes, DType type) {
        var numbers = new float[Math.toIntExact(bytes.byteSize() * 8 / type.bits())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = get(bytes, type, i);
        }
        return numbers;
    }

    /// Rounds to the nearest, ties to even.
    ///
    /// @throws IllegalArgumentException when a number is beyond what the type holds
    static MemorySegment write(float[] numbers, DType type) {
        var bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(numbers.length, type.bits() / 8)]);
        for (int i = 0; i < numbers.length; i++) {
            float number = numbers[i];
            switch (type) {
                case F32 -> bytes.set(FLOAT, 4L * i, number);
                case F16 -> bytes.set(SHORT, 2L * i, half(number));
                case BF16 -> bytes.set(SHORT, 2L * i, Bfloat16.fromFloat(number));
                case I8, U8 -> bytes.set(ValueLayout.JAVA_BYTE, i, whole(number, type == DType.I8 ? -128 : 0));
                default -> throw new IllegalArgumentException("no floats are written as " + type);
            }
        }
        return bytes;
    }

    private static short half(float number) {
        short half = Float.floatToFloat16(number);
        if (Float.isInfinite(Float.float16ToFloat(half)) && !Float.isInfinite(number)) {
            throw new IllegalArgumentException("the number " + number + " is too large for 16 bits (F16)");
        }
        return half;
    }

    private static byte whole(float number, int lowest) {
        int whole = (int) number;
        if (whole != number || whole < lowest || whole > lowest + 255) {
            throw new IllegalArgumentException(
                    "the number " + number + " is no whole one from " + lowest + " to " + (lowest + 255));
        }
        return (byte) whole;
    }

    /// Makes sure that all are numbers.
    static float[] requireFinite(float[] numbers, String what) {
        for (int i = 0; i < numbers.length; i++) {
            if (!Float.isFinite(numbers[i])) {
                throw new IllegalArgumentException(what + " " + i + " is " + numbers[i] + ", which is no number");
            }
        }
        return numbers;
    }

    static MemorySegment requireSize(MemorySegment bytes, long size, String what) {
        if (bytes.byteSize() != size) {
            throw new IllegalArgumentException(
                    what + " have " + bytes.byteSize() + " bytes where " + size + " were expected");
        }
        return bytes.asReadOnly();
    }
}
