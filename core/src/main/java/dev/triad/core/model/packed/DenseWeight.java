// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.model.DType;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;

/// A weight as floats.
///
/// @param shape its dimensions
/// @param dtype F32, F16 or BF16
/// @param numbers its numbers, row by row, little-endian
public record DenseWeight(WeightShape shape, DType dtype, MemorySegment numbers) implements PackedWeight {
    /// @throws IllegalArgumentException when the numbers are too many or too few
    public DenseWeight {
        long size = new WeightScheme.Dense(dtype).parts("", shape).getFirst().byteLength();
        numbers = Numbers.requireSize(numbers, size, "the numbers");
    }

    /// Stores numbers as a type, rounded to the nearest.
    ///
    /// @throws IllegalArgumentException when they are too many or too few, or one is beyond what the type holds
    public static DenseWeight of(WeightShape shape, DType dtype, float[] numbers) {
        return new DenseWeight(shape, dtype, Numbers.write(numbers, dtype));
    }

    @Override
    public WeightScheme scheme() {
        return new WeightScheme.Dense(dtype);
    }

    @Override
    public void decodeRow(int row, float[] target, int offset) {
        int columns = shape.columns();
        long start = (long) Objects.checkIndex(row, shape.rows()) * columns;
        if (dtype == DType.F32) {
            MemorySegment.copy(numbers, Numbers.FLOAT, 4 * start, target, offset, columns);
            return;
        }
        for (int i = 0; i < columns; i++) {
            target[offset + i] = Numbers.get(numbers, dtype, start + i);
        }
    }

    @Override
    public SequencedMap<String, MemorySegment> tensors(String name) {
        var tensors = new LinkedHashMap<String, MemorySegment>();
        tensors.put(name, numbers);
        return tensors;
    }
}
