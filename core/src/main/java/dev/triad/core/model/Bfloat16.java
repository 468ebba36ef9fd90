// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

/// The 16-bit float with the exponent of an f32: its upper half.
public final class Bfloat16 {
    private Bfloat16() {}

    /// The number that the bits stand for; exact.
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /// The nearest bf16, ties to even; numbers beyond the largest become infinite, a NaN stays one.
    public static short fromFloat(float number) {
        int bits = Float.floatToRawIntBits(number);
        if (Float.isNaN(number)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
