// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How a sample lies in a file, little-endian. Whole numbers of n bits stand for multiples of 2¹⁻ⁿ, so what a file
/// holds is read exactly (32 bits are rounded to a float's 24) and written back as it was.
public enum SampleFormat {
    /// 8 bits, 128 is silence: read only.
    UNSIGNED8(1),
    PCM16(2),
    PCM24(3),
    PCM32(4),
    FLOAT32(4),
    /// 64 bits, rounded to a float: read only.
    FLOAT64(8);

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;

    SampleFormat(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes that one sample takes.
    public int bytes() {
        return bytes;
    }

    /// Whether samples are floating-point numbers and so may lie outside of [−1, 1].
    public boolean isFloat() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /// Copies `count` samples of one channel into `into[at…]`.
    ///
    /// @param offset byte of the first sample
    /// @param stride bytes from one sample to the next
    public void read(MemorySegment file, long offset, int stride, float[] into, int at, int count) {
        switch (this) {
            case UNSIGNED8 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] =
                            ((file.get(ValueLayout.JAVA_BYTE, offset + (long) i * stride) & 0xFF) - 128) * 0x1p-7f;
                }
            }
            case PCM16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = file.get(SHORT, offset + (long) i * stride) * 0x1p-15f;
                }
            }
            case PCM24 -> {
                for (int i = 0; i < count; i++) {
                    long place = offset + (long) i * stride;
                    int low = file.get(SHORT, place) & 0xFFFF;
                    into[at + i] = (file.get(ValueLayout.JAVA_BYTE, place + 2) << 16 | low) * 0x1p-23f;
                }
            }
            case PCM32 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = file.get(INT, offset + (long) i * stride) * 0x1p-31f;
                }
            }
            case FLOAT32 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = file.get(FLOAT, offset + (long) i * stride);
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = (float) file.get(DOUBLE, offset + (long) i * stride);
                }
            }
        }
    }

    /// Appends a sample to `out`, a little-endian buffer; whole numbers are rounded to the nearest, and saturate.
    ///
    /// @return whether the sample lay outside of what the format can say and was clipped
    public boolean write(float sample, ByteBuffer out) {
        return switch (this) {
            case PCM16 -> {
                int value = Math.round(sample * 0x1p15f);
                out.putShort((short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE));
                yield value != (short) value;
            }
            case PCM24 -> {
                int value = Math.round(sample * 0x1p23f);
                int clipped = Math.clamp(value, -(1 << 23), (1 << 23) - 1);
                out.putShort((short) clipped).put((byte) (clipped >> 16));
                yield value != clipped;
            }
            case PCM32 -> {
                long value = Math.round(sample * 0x1p31);
                int clipped = Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
                out.putInt(clipped);
                yield value != clipped;
            }
            case FLOAT32 -> {
                out.putFloat(sample);
                yield false;
            }
            case UNSIGNED8, FLOAT64 ->
                throw new UnsupportedOperationException(
                        name() + " is read, not written; choose PCM16, PCM24, PCM32 or FLOAT32");
        };
    }
}
