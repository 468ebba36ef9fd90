// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.model.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/// A weight as bytes.
///
/// @param shape its dimensions
/// @param codes the bytes, signed, row by row
/// @param scales one grid for each row, or one for the tensor
/// @param perRow which of the two
/// @param output the grid of the layer's output, where activations were calibrated to 8 bits
public record Int8Weight(
        WeightShape shape, MemorySegment codes, AffineScales scales, boolean perRow, Optional<AffineScales> output)
        implements PackedWeight {
    /// @throws IllegalArgumentException when bytes or scales are too many or too few
    public Int8Weight {
        codes = Numbers.requireSize(codes, shape.count(), "the codes");
        scales.require(perRow ? shape.rows() : 1);
        output.ifPresent(range -> range.require(1));
    }

    @Override
    public WeightScheme scheme() {
        return new WeightScheme.Int8(perRow, output.isPresent());
    }

    @Override
    public void decodeRow(int row, float[] target, int offset) {
        int columns = shape.columns();
        long start = (long) Objects.checkIndex(row, shape.rows()) * columns;
        int grid = perRow ? row : 0;
        for (int i = 0; i < columns; i++) {
            target[offset + i] = scales.value(grid, codes.get(ValueLayout.JAVA_BYTE, start + i));
        }
    }

    @Override
    public SequencedMap<String, MemorySegment> tensors(String name) {
        var tensors = new LinkedHashMap<String, MemorySegment>();
        tensors.put(name + ".int8", codes);
        tensors.put(name + ".scale", Numbers.write(scales.scale(), DType.F32));
        tensors.put(name + ".zero", Numbers.write(scales.zero(), DType.F32));
        output.ifPresent(range -> {
            tensors.put(name + ".output.scale", Numbers.write(range.scale(), DType.F32));
            tensors.put(name + ".output.zero", Numbers.write(range.zero(), DType.F32));
        });
        return tensors;
    }
}
