// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import dev.triad.core.model.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/// A weight whose rows are vectors of a codebook, one after another.
///
/// @param shape its dimensions
/// @param codes numbers of vectors, in the order of the layout
/// @param layout that order
/// @param codebook the vectors
/// @param rowScale what each row is multiplied by, F16 numbers; empty if nothing
public record ProductWeight(
        WeightShape shape, MemorySegment codes, CodeLayout layout, Codebook codebook, Optional<float[]> rowScale)
        implements PackedWeight {
    /// @throws IllegalArgumentException when codes or scales are too many or too few
    public ProductWeight {
        var scheme = scheme(layout, codebook, rowScale.isPresent());
        codes = Numbers.requireSize(codes, scheme.parts("", shape).getFirst().byteLength(), "the codes");
        rowScale.ifPresent(scales -> {
            if (scales.length != shape.rows()) {
                throw new IllegalArgumentException(scales.length + " row scales for " + shape.rows() + " rows");
            }
            Numbers.requireFinite(scales, "row scale");
        });
    }

    /// Arranges codes that are there row by row, a byte each.
    public static ProductWeight of(
            WeightShape shape, byte[] codes, CodeLayout layout, Codebook codebook, Optional<float[]> rowScale) {
        var scheme = scheme(layout, codebook, rowScale.isPresent());
        var arranged = layout.arrange(codes, shape.rows(), scheme.blocks(shape), scheme.codeBits());
        return new ProductWeight(shape, arranged, layout, codebook, rowScale);
    }

    /// The same in memory of its own, which outlives the file that it was read from.
    public ProductWeight copy() {
        var stored = MemorySegment.ofArray(codebook.stored().toArray(ValueLayout.JAVA_BYTE));
        var book = new Codebook(codebook.name(), codebook.block(), codebook.type(), stored, codebook.scale());
        return new ProductWeight(
                shape, MemorySegment.ofArray(codes.toArray(ValueLayout.JAVA_BYTE)), layout, book, rowScale);
    }

    private static WeightScheme.Product scheme(CodeLayout layout, Codebook codebook, boolean rowScale) {
        return new WeightScheme.Product(
                codebook.block(), codebook.size(), codebook.type(), layout, codebook.name(), rowScale);
    }

    @Override
    public WeightScheme.Product scheme() {
        return scheme(layout, codebook, rowScale.isPresent());
    }

    /// Blocks in a row.
    public int blocks() {
        return shape.columns() / codebook.block();
    }

    /// The number of the vector that a block is, 0 to 255.
    public int code(int row, int block) {
        return layout.code(codes, row, block, blocks(), codebook.size() == 256 ? 8 : 4);
    }

    /// Its codes in an order of choice, a byte or half a byte each, as many as a codebook of its size takes.
    public byte[] arranged(CodeLayout order) {
        if (order == layout) return codes.toArray(ValueLayout.JAVA_BYTE);
        int blocks = blocks();
        var rows = new byte[Math.multiplyExact(shape.rows(), blocks)];
        for (int i = 0; i < rows.length; i++) rows[i] = (byte) code(i / blocks, i % blocks);
        return order.arrange(rows, shape.rows(), blocks, scheme().codeBits()).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void decodeRow(int row, float[] target, int offset) {
        Objects.checkIndex(row, shape.rows());
        int length = codebook.block();
        int blocks = blocks();
        var centroids = codebook.centroids();
        for (int block = 0; block < blocks; block++) {
            System.arraycopy(centroids, code(row, block) * length, target, offset + block * length, length);
        }
        if (rowScale.isPresent()) {
            float scale = rowScale.get()[row];
            for (int i = offset; i < offset + blocks * length; i++) {
                target[i] *= scale;
            }
        }
    }

    @Override
    public SequencedMap<String, MemorySegment> tensors(String name) {
        var tensors = new LinkedHashMap<String, MemorySegment>();
        tensors.put(name + ".codes", codes);
        tensors.putAll(codebook.tensors(name));
        rowScale.ifPresent(scales -> tensors.put(name + ".row_scale", Numbers.write(scales, DType.F16)));
        return tensors;
    }
}
