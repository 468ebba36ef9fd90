// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The element types of safetensors (version 0.8 of its reference implementation), under the names of the file
/// format. All are little-endian.
public enum DType {
    /// One byte, 0 or 1.
    BOOL(8),
    /// OCP microscaling E2M1, two to a byte.
    F4(4),
    /// OCP microscaling, four to three bytes.
    F6_E2M3(6),
    /// OCP microscaling, four to three bytes.
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    /// The finite variety, known to PyTorch as `float8_e4m3fn`.
    F8_E4M3(8),
    /// A power of two: the shared scale of microscaling blocks.
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    I16(16),
    U16(16),
    /// IEEE 754 binary16.
    F16(16),
    /// The upper half of an [#F32]; see [Bfloat16].
    BF16(16),
    I32(32),
    U32(32),
    F32(32),
    /// A complex number of two [#F32].
    C64(64),
    I64(64),
    U64(64),
    F64(64);

    private static final Map<String, DType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(DType::name, Function.identity()));

    private final int bits;

    DType(int bits) {
        this.bits = bits;
    }

    /// Size of an element in bits; fewer than 8 for the packed types.
    public int bits() {
        return bits;
    }

    /// The bytes of a tensor of this type.
    ///
    /// @param shape the tensor's dimensions; none for a scalar
    /// @throws IllegalArgumentException when a dimension is negative, the size leaves 64 bits, or the elements
    ///     of a packed type do not fill their last byte
    public long byteLength(long... shape) {
        long total = bits;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has a negative dimension");
            }
            long product = total * dimension;
            if (Math.multiplyHigh(total, dimension) != 0 || product < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " is larger than any file");
            }
            total = product;
        }
        if (total % 8 != 0) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " of " + this + " does not fill whole bytes");
        }
        return total / 8;
    }

    /// The type of that name in a file, if there is one.
    public static Optional<DType> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
