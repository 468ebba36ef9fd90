// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import java.util.Arrays;

/// The grids of whole numbers that stand for floats: `w = (q − zero) · scale`, one pair for each row, group or
/// tensor.
///
/// @param scale steps of the grids, above 0
/// @param zero the whole numbers that stand for 0
@SuppressWarnings("ArrayRecordComponent") // for kernels: not copied, and by contract not written to
public record AffineScales(float[] scale, float[] zero) {
    /// @throws IllegalArgumentException when their numbers differ, or one is no step or no whole number
    public AffineScales {
        if (scale.length != zero.length) {
            throw new IllegalArgumentException(scale.length + " scales but " + zero.length + " zeros");
        }
        for (int i = 0; i < scale.length; i++) {
            if (!(scale[i] > 0) || Float.isInfinite(scale[i])) {
                throw new IllegalArgumentException("scale " + i + " is " + scale[i] + ", which is no step of a grid");
            }
            if (Math.rint(zero[i]) != zero[i] || Math.abs(zero[i]) > 1 << 20) {
                throw new IllegalArgumentException(
                        "zero " + i + " is " + zero[i] + ", which is no whole number of a grid");
            }
        }
    }

    /// How many there are.
    public int count() {
        return scale.length;
    }

    float value(int index, int q) {
        return (q - zero[index]) * scale[index];
    }

    void require(int count) {
        if (count() != count) {
            throw new IllegalArgumentException(count() + " scales where " + count + " were expected");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AffineScales that && Arrays.equals(scale, that.scale) && Arrays.equals(zero, that.zero);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(scale) + Arrays.hashCode(zero);
    }

    @Override
    public String toString() {
        return count() + " grids";
    }
}
