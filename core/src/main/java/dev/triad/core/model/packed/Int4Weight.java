// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.model.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;

/// A weight as half bytes.
///
/// @param shape its dimensions
/// @param group weights that have a grid together; 0 for a whole row
/// @param nibbles two to a byte, the low one first, each row from a byte of its own
/// @param scales the grids, row by row; their scales are F16 numbers
public record Int4Weight(WeightShape shape, int group, MemorySegment nibbles, AffineScales scales)
        implements PackedWeight {
    /// @throws IllegalArgumentException when bytes or scales are too many or too few
    public Int4Weight {
        nibbles = Numbers.requireSize(nibbles, shape.rows() * ((shape.columns() + 1L) / 2), "the codes");
        scales.require(Math.multiplyExact(shape.rows(), new WeightScheme.Int4(group).groups(shape.columns())));
    }

    /// Packs codes that are there row by row, a byte each.
    public static Int4Weight of(WeightShape shape, int group, byte[] codes, AffineScales scales) {
        int columns = shape.columns();
        int stride = (columns + 1) / 2;
        var nibbles = new byte[Math.multiplyExact(shape.rows(), stride)];
        for (int row = 0; row < shape.rows(); row++) {
            for (int i = 0; i < columns; i++) {
                byte code = codes[row * columns + i];
                nibbles[row * stride + i / 2] |= (byte) (i % 2 == 0 ? code : code << 4);
            }
        }
        return new Int4Weight(shape, group, MemorySegment.ofArray(nibbles), scales);
    }

    @Override
    public WeightScheme scheme() {
        return new WeightScheme.Int4(group);
    }

    @Override
    public void decodeRow(int row, float[] target, int offset) {
        int columns = shape.columns();
        long start = Objects.checkIndex(row, shape.rows()) * ((columns + 1L) / 2);
        int length = group == 0 ? columns : group;
        for (int i = 0; i < columns; i++) {
            int pair = nibbles.get(ValueLayout.JAVA_BYTE, start + i / 2) & 0xFF;
            int grid = group == 0 ? row : row * (columns / group) + i / length;
            target[offset + i] = scales.value(grid, i % 2 == 0 ? pair & 15 : pair >>> 4);
        }
    }

    @Override
    public SequencedMap<String, MemorySegment> tensors(String name) {
        var tensors = new LinkedHashMap<String, MemorySegment>();
        tensors.put(name + ".int4", nibbles);
        tensors.put(name + ".scale", Numbers.write(scales.scale(), DType.F16));
        tensors.put(name + ".zero", Numbers.write(scales.zero(), DType.U8));
        return tensors;
    }
}
