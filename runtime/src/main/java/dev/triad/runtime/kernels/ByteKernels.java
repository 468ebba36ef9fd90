// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.IS_NEGATIVE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Kernels for codes, which need vectors of 512 bits: a tile of 64 codes is one vector. A table of 256 bytes lies in
/// four of them; the low seven bits of a code pick from the first two or the last two, its sign says which. Narrower
/// machines look 16 entries up at a time at best, which gains nothing over plain loads, and so have no kernels here.
final class ByteKernels {
    /// Whether vectors have 512 bits.
    static final boolean WIDE = FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512 && KernelChoice.widest() >= 512;

    /// Whether lookups are instructions as well.
    static final boolean SHUFFLES = WIDE && KernelChoice.shufflesBytes();

    private static final VectorSpecies<Byte> B = ByteVector.SPECIES_512;
    private static final VectorSpecies<Byte> QUARTER = ByteVector.SPECIES_128;
    private static final VectorSpecies<Short> H = ShortVector.SPECIES_512;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;

    /// Tiles that are looked up together, which share the loads of their tables.
    private static final int TOGETHER = 4;

    /// Bytes that can be summed up in 16 bits without a carry: 256 of at most 255.
    private static final int SUMMANDS = 256;

    /// The bytes, or 16-bit numbers, of two vectors in turn: the first half of them, and the second.
    private static final byte[] FIRST_BYTES = new byte[64];

    private static final byte[] LAST_BYTES = new byte[64];
    private static final short[] FIRST_SHORTS = new short[32];
    private static final short[] LAST_SHORTS = new short[32];

    static {
        for (int i = 0; i < 64; i++) {
            FIRST_BYTES[i] = (byte) (i / 2 + i % 2 * 64);
            LAST_BYTES[i] = (byte) (32 + i / 2 + i % 2 * 64);
        }
        for (int i = 0; i < 32; i++) {
            FIRST_SHORTS[i] = (short) (i / 2 + i % 2 * 32);
            LAST_SHORTS[i] = (short) (16 + i / 2 + i % 2 * 32);
        }
    }

    private ByteKernels() {}

    /// A number of the codebook's vectors after another: the four bytes of each are four lookups, which are then
    /// put together to floats.
    static void decodeProduct(byte[] codes, int codesOffset, int blocks, ProductCodebook codebook, float[] panels) {
        for (int k = 0; k < codebook.block(); k++) {
            decode(codes, codesOffset, blocks, codebook.planes(), k, codebook.block(), panels);
        }
    }

    private static void decode(
            byte[] codes, int codesOffset, int blocks, byte[] planes, int k, int block, float[] panels) {
        int plane = 4 * k * Kernels.CENTROIDS;
        var a0 = ByteVector.fromArray(B, planes, plane);
        var a1 = ByteVector.fromArray(B, planes, plane + 64);
        var a2 = ByteVector.fromArray(B, planes, plane + 128);
        var a3 = ByteVector.fromArray(B, planes, plane + 192);
        var b0 = ByteVector.fromArray(B, planes, plane + 256);
        var b1 = ByteVector.fromArray(B, planes, plane + 320);
        var b2 = ByteVector.fromArray(B, planes, plane + 384);
        var b3 = ByteVector.fromArray(B, planes, plane + 448);
        var c0 = ByteVector.fromArray(B, planes, plane + 512);
        var c1 = ByteVector.fromArray(B, planes, plane + 576);
        var c2 = ByteVector.fromArray(B, planes, plane + 640);
        var c3 = ByteVector.fromArray(B, planes, plane + 704);
        var d0 = ByteVector.fromArray(B, planes, plane + 768);
        var d1 = ByteVector.fromArray(B, planes, plane + 832);
        var d2 = ByteVector.fromArray(B, planes, plane + 896);
        var d3 = ByteVector.fromArray(B, planes, plane + 960);
        var firstBytes = ByteVector.fromArray(B, FIRST_BYTES, 0);
        var lastBytes = ByteVector.fromArray(B, LAST_BYTES, 0);
        var firstShorts = ShortVector.fromArray(H, FIRST_SHORTS, 0);
        var lastShorts = ShortVector.fromArray(H, LAST_SHORTS, 0);
        int panelSize = blocks * block * Kernels.PANEL;
        for (int b = 0; b < blocks; b++) {
            var code = ByteVector.fromArray(B, codes, codesOffset + b * Kernels.TILE);
            var upper = code.test(IS_NEGATIVE);
            var byte0 = code.selectFrom(a0, a1).blend(code.selectFrom(a2, a3), upper);
            var byte1 = code.selectFrom(b0, b1).blend(code.selectFrom(b2, b3), upper);
            var byte2 = code.selectFrom(c0, c1).blend(code.selectFrom(c2, c3), upper);
            var byte3 = code.selectFrom(d0, d1).blend(code.selectFrom(d2, d3), upper);
            var lowFirst = firstBytes.selectFrom(byte0, byte1).reinterpretAsShorts();
            var highFirst = firstBytes.selectFrom(byte2, byte3).reinterpretAsShorts();
            var lowLast = lastBytes.selectFrom(byte0, byte1).reinterpretAsShorts();
            var highLast = lastBytes.selectFrom(byte2, byte3).reinterpretAsShorts();
            int to = (b * block + k) * Kernels.PANEL;
            floats(firstShorts.selectFrom(lowFirst, highFirst)).intoArray(panels, to);
            floats(lastShorts.selectFrom(lowFirst, highFirst)).intoArray(panels, to + 16);
            floats(firstShorts.selectFrom(lowLast, highLast)).intoArray(panels, panelSize + to);
            floats(lastShorts.selectFrom(lowLast, highLast)).intoArray(panels, panelSize + to + 16);
        }
    }

    private static FloatVector floats(ShortVector halves) {
        return halves.reinterpretAsFloats();
    }

    static void decodeBytes(
            byte[] codes,
            int codesOffset,
            int depth,
            float[] scales,
            float[] zeros,
            int gridsOffset,
            float[] panels,
            int row,
            int panelDepth) {
        for (int j = 0; j < Kernels.TILE; j += 16) {
            var scale = FloatVector.fromArray(F, scales, gridsOffset + j);
            var zero = FloatVector.fromArray(F, zeros, gridsOffset + j);
            int to = (j / Kernels.PANEL * panelDepth + row) * Kernels.PANEL + j % Kernels.PANEL;
            for (int k = 0; k < depth; k++) {
                number(codes, codesOffset + k * Kernels.TILE + j)
                        .sub(zero)
                        .mul(scale)
                        .intoArray(panels, to + k * Kernels.PANEL);
            }
        }
    }

    static void decodeNibbles(
            byte[] codes,
            int codesOffset,
            int depth,
            float[] scales,
            float[] zeros,
            int gridsOffset,
            float[] panels,
            int row,
            int panelDepth) {
        for (int j = 0; j < Kernels.PANEL; j += 16) {
            var lowScale = FloatVector.fromArray(F, scales, gridsOffset + j);
            var lowZero = FloatVector.fromArray(F, zeros, gridsOffset + j);
            var highScale = FloatVector.fromArray(F, scales, gridsOffset + Kernels.PANEL + j);
            var highZero = FloatVector.fromArray(F, zeros, gridsOffset + Kernels.PANEL + j);
            int to = row * Kernels.PANEL + j;
            int toHigh = to + panelDepth * Kernels.PANEL;
            for (int k = 0; k < depth; k++) {
                var pairs = ByteVector.fromArray(QUARTER, codes, codesOffset + k * Kernels.PANEL + j);
                var low = (FloatVector) pairs.and((byte) 15).convertShape(B2F, F, 0);
                var high = (FloatVector) pairs.lanewise(LSHR, 4).convertShape(B2F, F, 0);
                low.sub(lowZero).mul(lowScale).intoArray(panels, to + k * Kernels.PANEL);
                high.sub(highZero).mul(highScale).intoArray(panels, toHigh + k * Kernels.PANEL);
            }
        }
    }

    private static FloatVector number(byte[] codes, int at) {
        return (FloatVector) ByteVector.fromArray(QUARTER, codes, at).convertShape(B2F, F, 0);
    }

    static void multiplyBytes(
            float[] x, int xOffset, int depth, byte[] codes, int codesOffset, float[] sums, int sumsOffset) {
        var s0 = FloatVector.zero(F);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        for (int k = 0; k < depth; k++) {
            int at = codesOffset + k * Kernels.TILE;
            var factor = FloatVector.broadcast(F, x[xOffset + k]);
            s0 = number(codes, at).fma(factor, s0);
            s1 = number(codes, at + 16).fma(factor, s1);
            s2 = number(codes, at + 32).fma(factor, s2);
            s3 = number(codes, at + 48).fma(factor, s3);
        }
        s0.intoArray(sums, sumsOffset);
        s1.intoArray(sums, sumsOffset + 16);
        s2.intoArray(sums, sumsOffset + 32);
        s3.intoArray(sums, sumsOffset + 48);
    }

    /// Rounds by adding a number so large that the rest of the sum is whole; its lowest byte is what is wanted.
    static float roundTables(float[] tables, int length, byte[] rounded) {
        float scale = ScalarKernels.tableScale(RowKernels.largest(tables, length));
        var factor = FloatVector.broadcast(F, 1 / scale);
        var rounder = FloatVector.broadcast(F, Curves.ROUNDER + 128);
        for (int i = 0; i < length; i += 16) {
            var bits = FloatVector.fromArray(F, tables, i).fma(factor, rounder).reinterpretAsInts();
            ((ByteVector) bits.convertShape(I2B, QUARTER, 0)).intoArray(rounded, i);
        }
        return scale;
    }

    static void lookupBytes(byte[] codes, int tiles, int blocks, byte[] tables, float[] sums) {
        int tile = 0;
        for (; tile + TOGETHER <= tiles; tile += TOGETHER) {
            for (int first = 0; first < blocks; first += SUMMANDS) {
                four(codes, tile, blocks, first, Math.min(blocks, first + SUMMANDS), tables, sums);
            }
        }
        for (; tile < tiles; tile++) {
            for (int first = 0; first < blocks; first += SUMMANDS) {
                one(codes, tile, blocks, first, Math.min(blocks, first + SUMMANDS), tables, sums);
            }
        }
    }

    /// Bytes are summed up in pairs of 16 bits: the sum of the pairs as they are, and that of their upper bytes, from
    /// which the sum of the lower ones follows.
    private static void four(byte[] codes, int tile, int blocks, int first, int end, byte[] tables, float[] sums) {
        int line0 = tile * blocks * Kernels.TILE;
        int line1 = line0 + blocks * Kernels.TILE;
        int line2 = line1 + blocks * Kernels.TILE;
        int line3 = line2 + blocks * Kernels.TILE;
        var pairs0 = ShortVector.zero(H);
        var pairs1 = pairs0;
        var pairs2 = pairs0;
        var pairs3 = pairs0;
        var upper0 = pairs0;
        var upper1 = pairs0;
        var upper2 = pairs0;
        var upper3 = pairs0;
        for (int b = first; b < end; b++) {
            int table = b * Kernels.CENTROIDS;
            var t0 = ByteVector.fromArray(B, tables, table);
            var t1 = ByteVector.fromArray(B, tables, table + 64);
            var t2 = ByteVector.fromArray(B, tables, table + 128);
            var t3 = ByteVector.fromArray(B, tables, table + 192);
            var code = ByteVector.fromArray(B, codes, line0 + b * Kernels.TILE);
            var found = look(code, t0, t1, t2, t3);
            pairs0 = pairs0.add(found);
            upper0 = upper0.add(found.lanewise(LSHR, 8));
            code = ByteVector.fromArray(B, codes, line1 + b * Kernels.TILE);
            found = look(code, t0, t1, t2, t3);
            pairs1 = pairs1.add(found);
            upper1 = upper1.add(found.lanewise(LSHR, 8));
            code = ByteVector.fromArray(B, codes, line2 + b * Kernels.TILE);
            found = look(code, t0, t1, t2, t3);
            pairs2 = pairs2.add(found);
            upper2 = upper2.add(found.lanewise(LSHR, 8));
            code = ByteVector.fromArray(B, codes, line3 + b * Kernels.TILE);
            found = look(code, t0, t1, t2, t3);
            pairs3 = pairs3.add(found);
            upper3 = upper3.add(found.lanewise(LSHR, 8));
        }
        int to = tile * Kernels.TILE;
        boolean fresh = first == 0;
        store(pairs0, upper0, fresh, sums, to);
        store(pairs1, upper1, fresh, sums, to + Kernels.TILE);
        store(pairs2, upper2, fresh, sums, to + 2 * Kernels.TILE);
        store(pairs3, upper3, fresh, sums, to + 3 * Kernels.TILE);
    }

    private static void one(byte[] codes, int tile, int blocks, int first, int end, byte[] tables, float[] sums) {
        int line = tile * blocks * Kernels.TILE;
        var pairs = ShortVector.zero(H);
        var upper = pairs;
        for (int b = first; b < end; b++) {
            int table = b * Kernels.CENTROIDS;
            var t0 = ByteVector.fromArray(B, tables, table);
            var t1 = ByteVector.fromArray(B, tables, table + 64);
            var t2 = ByteVector.fromArray(B, tables, table + 128);
            var t3 = ByteVector.fromArray(B, tables, table + 192);
            var found = look(ByteVector.fromArray(B, codes, line + b * Kernels.TILE), t0, t1, t2, t3);
            pairs = pairs.add(found);
            upper = upper.add(found.lanewise(LSHR, 8));
        }
        store(pairs, upper, first == 0, sums, tile * Kernels.TILE);
    }

    private static ShortVector look(ByteVector code, ByteVector t0, ByteVector t1, ByteVector t2, ByteVector t3) {
        VectorMask<Byte> upper = code.test(IS_NEGATIVE);
        return code.selectFrom(t0, t1).blend(code.selectFrom(t2, t3), upper).reinterpretAsShorts();
    }

    private static void store(ShortVector pairs, ShortVector upper, boolean fresh, float[] sums, int to) {
        var lower = pairs.sub(upper.lanewise(LSHL, 8));
        var first = ShortVector.fromArray(H, FIRST_SHORTS, 0).selectFrom(lower, upper);
        var last = ShortVector.fromArray(H, LAST_SHORTS, 0).selectFrom(lower, upper);
        store(first, 0, fresh, sums, to);
        store(first, 1, fresh, sums, to + 16);
        store(last, 0, fresh, sums, to + 32);
        store(last, 1, fresh, sums, to + 48);
    }

    private static void store(ShortVector halves, int part, boolean fresh, float[] sums, int to) {
        Vector<Integer> whole = halves.convertShape(ZERO_EXTEND_S2I, I, part);
        var numbers = (FloatVector) whole.convertShape(I2F, F, 0);
        (fresh ? numbers : numbers.add(FloatVector.fromArray(F, sums, to))).intoArray(sums, to);
    }
}
