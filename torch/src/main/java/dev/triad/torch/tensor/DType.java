// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Element types of tensors, under the names users type (`--dtype bf16`).
public enum DType {
    F64(ScalarType.Double, 8),
    F32(ScalarType.Float, 4),
    F16(ScalarType.Half, 2),
    BF16(ScalarType.BFloat16, 2),
    I64(ScalarType.Long, 8),
    I32(ScalarType.Int, 4),
    I16(ScalarType.Short, 2),
    I8(ScalarType.Char, 1),
    U8(ScalarType.Byte, 1),
    BOOL(ScalarType.Bool, 1);

    private final ScalarType scalarType;
    private final int bytes;

    DType(ScalarType scalarType, int bytes) {
        this.scalarType = scalarType;
        this.bytes = bytes;
    }

    /// The type called `name` ("f32", "bf16", "i64").
    public static DType parse(String name) {
        for (var type : values()) {
            if (type.toString().equals(name)) return type;
        }
        throw new IllegalArgumentException(
                "unknown element type '" + name + "'; the trainable ones are f32, bf16, f16 and f64");
    }

    /// Bytes of one element.
    public int bytes() {
        return bytes;
    }

    /// Whether gradients can flow through tensors of this type.
    public boolean isFloating() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    ScalarType scalarType() {
        return scalarType;
    }

    static DType of(ScalarType scalarType) {
        for (var type : values()) {
            if (type.scalarType.value == scalarType.value) return type;
        }
        throw new TensorException("element type " + scalarType + " is not one Triad works with");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
