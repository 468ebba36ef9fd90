// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.IS_NEGATIVE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/// Products with codes by tables, with vectors of 512 bits: for each block of a row, a table of what it
/// contributes for each of the 256 codes, rounded to bytes, and then one instruction looks 64 codes up in half of
/// such a table.
final class TableKernels {
    /// Numbers in a vector of the codebooks that tables are computed for here.
    static final int BLOCK = 8;

    private static final VectorSpecies<Byte> B = ByteVector.SPECIES_512;
    private static final VectorSpecies<Byte> QUARTER = ByteVector.SPECIES_128;
    private static final VectorSpecies<Short> H = ShortVector.SPECIES_512;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;

    /// Tiles that are looked up together, which share the loads of their tables.
    private static final int TOGETHER = 4;

    private static final int MAGNITUDE = Integer.MAX_VALUE;

    /// The lowest byte of each number of two vectors, and the first halves of two vectors.
    private static final byte[] LOWEST = new byte[64];

    private static final byte[] HALVES = new byte[64];

    /// The 16-bit numbers of two vectors in turn: the first half of them, and the second.
    private static final short[] FIRST_SHORTS = new short[32];

    private static final short[] LAST_SHORTS = new short[32];

    static {
        for (int i = 0; i < 32; i++) {
            LOWEST[i] = (byte) (4 * i);
            HALVES[i] = (byte) i;
            HALVES[32 + i] = (byte) (64 + i);
            FIRST_SHORTS[i] = (short) (i / 2 + i % 2 * 32);
            LAST_SHORTS[i] = (short) (16 + i / 2 + i % 2 * 32);
        }
    }

    private TableKernels() {}

    /// Computes the tables as floats, 32 codes after another, keeps their largest magnitude on the way, and rounds
    /// them as long as they are near.
    static float byteTables(float[] panels, float[] x, int xOffset, int blocks, float[] room, byte[] tables) {
        int largest = 0; // bits of positive floats are in the order of the floats
        int size = blocks * Kernels.PANEL;
        for (int panel = 0; panel * Kernels.PANEL < Kernels.CENTROIDS; panel++) {
            int codebook = panel * BLOCK * Kernels.PANEL;
            largest = Math.max(largest, panel(panels, codebook, x, xOffset, blocks, room, panel * size));
        }
        float scale = ScalarKernels.tableScale(Float.intBitsToFloat(largest));
        for (int quarter = 0; quarter < 4; quarter++) {
            round(room, 2 * quarter * size, size, blocks, 1 / scale, tables, quarter * 64);
        }
        return scale;
    }

    /// 32 columns of the tables of all blocks, `[blocks][32]`. Those of the codebook stay in registers.
    private static int panel(float[] panels, int base, float[] x, int xOffset, int blocks, float[] room, int to) {
        var u0 = FloatVector.fromArray(F, panels, base);
        var v0 = FloatVector.fromArray(F, panels, base + 16);
        var u1 = FloatVector.fromArray(F, panels, base + 32);
        var v1 = FloatVector.fromArray(F, panels, base + 48);
        var u2 = FloatVector.fromArray(F, panels, base + 64);
        var v2 = FloatVector.fromArray(F, panels, base + 80);
        var u3 = FloatVector.fromArray(F, panels, base + 96);
        var v3 = FloatVector.fromArray(F, panels, base + 112);
        var u4 = FloatVector.fromArray(F, panels, base + 128);
        var v4 = FloatVector.fromArray(F, panels, base + 144);
        var u5 = FloatVector.fromArray(F, panels, base + 160);
        var v5 = FloatVector.fromArray(F, panels, base + 176);
        var u6 = FloatVector.fromArray(F, panels, base + 192);
        var v6 = FloatVector.fromArray(F, panels, base + 208);
        var u7 = FloatVector.fromArray(F, panels, base + 224);
        var v7 = FloatVector.fromArray(F, panels, base + 240);
        var largest = IntVector.zero(I);
        var largestToo = largest;
        for (int b = 0; b < blocks; b++) {
            int at = xOffset + b * BLOCK;
            var factor = FloatVector.broadcast(F, x[at]);
            var u = u0.mul(factor);
            var v = v0.mul(factor);
            factor = FloatVector.broadcast(F, x[at + 1]);
            u = u1.fma(factor, u);
            v = v1.fma(factor, v);
            factor = FloatVector.broadcast(F, x[at + 2]);
            u = u2.fma(factor, u);
            v = v2.fma(factor, v);
            factor = FloatVector.broadcast(F, x[at + 3]);
            u = u3.fma(factor, u);
            v = v3.fma(factor, v);
            factor = FloatVector.broadcast(F, x[at + 4]);
            u = u4.fma(factor, u);
            v = v4.fma(factor, v);
            factor = FloatVector.broadcast(F, x[at + 5]);
            u = u5.fma(factor, u);
            v = v5.fma(factor, v);
            factor = FloatVector.broadcast(F, x[at + 6]);
            u = u6.fma(factor, u);
            v = v6.fma(factor, v);
            factor = FloatVector.broadcast(F, x[at + 7]);
            u = u7.fma(factor, u);
            v = v7.fma(factor, v);
            largest = largest.max(u.reinterpretAsInts().and(MAGNITUDE));
            largestToo = largestToo.max(v.reinterpretAsInts().and(MAGNITUDE));
            u.intoArray(room, to + b * Kernels.PANEL);
            v.intoArray(room, to + b * Kernels.PANEL + 16);
        }
        return largest.max(largestToo).reduceLanes(MAX);
    }

    /// Rounds 64 columns, two panels. Adding a number so large that the rest of the sum is whole rounds it; its
    /// lowest byte is what is wanted.
    private static void round(float[] room, int from, int size, int blocks, float factor, byte[] tables, int to) {
        var factors = FloatVector.broadcast(F, factor);
        var rounder = FloatVector.broadcast(F, Curves.ROUNDER + 128);
        var lowest = ByteVector.fromArray(B, LOWEST, 0);
        var halves = ByteVector.fromArray(B, HALVES, 0);
        for (int b = 0; b < blocks; b++) {
            int at = from + b * Kernels.PANEL;
            var a0 = FloatVector.fromArray(F, room, at).fma(factors, rounder).reinterpretAsBytes();
            var a1 = FloatVector.fromArray(F, room, at + 16)
                    .fma(factors, rounder)
                    .reinterpretAsBytes();
            var b0 = FloatVector.fromArray(F, room, at + size)
                    .fma(factors, rounder)
                    .reinterpretAsBytes();
            var b1 = FloatVector.fromArray(F, room, at + size + 16)
                    .fma(factors, rounder)
                    .reinterpretAsBytes();
            halves.selectFrom(lowest.selectFrom(a0, a1), lowest.selectFrom(b0, b1))
                    .intoArray(tables, to + b * Kernels.CENTROIDS);
        }
    }

    /// Rounds tables of any codebook.
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

    static void lookupBytes(
            byte[] codes,
            int codesOffset,
            int tileStride,
            int tiles,
            int blocks,
            byte[] tables,
            float scale,
            float[] room,
            float[] sums) {
        int tile = 0;
        for (; tile + TOGETHER <= tiles; tile += TOGETHER) {
            four(codes, codesOffset + tile * tileStride, tileStride, blocks, tables, room, tile * Kernels.PANEL);
        }
        for (; tile < tiles; tile++) {
            one(codes, codesOffset + tile * tileStride, blocks, tables, room, tile * Kernels.PANEL);
        }
        addSums(room, tiles, 128 * blocks, scale, sums);
    }

    /// Bytes are summed up in pairs of 16 bits: the sum of the pairs as they are, and that of their upper bytes, from
    /// which the sum of the lower ones follows. The sums leave for memory at once: when they were handed on as
    /// vectors instead, Java's machine code made objects of them in every step of the loop, four times slower.
    private static void four(byte[] codes, int line0, int stride, int blocks, byte[] tables, float[] room, int to) {
        int line1 = line0 + stride;
        int line2 = line1 + stride;
        int line3 = line2 + stride;
        var pairs0 = ShortVector.zero(H);
        var pairs1 = pairs0;
        var pairs2 = pairs0;
        var pairs3 = pairs0;
        var upper0 = pairs0;
        var upper1 = pairs0;
        var upper2 = pairs0;
        var upper3 = pairs0;
        for (int b = 0; b < blocks; b++) {
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
        pairs0.reinterpretAsFloats().intoArray(room, to);
        upper0.reinterpretAsFloats().intoArray(room, to + 16);
        pairs1.reinterpretAsFloats().intoArray(room, to + 32);
        upper1.reinterpretAsFloats().intoArray(room, to + 48);
        pairs2.reinterpretAsFloats().intoArray(room, to + 64);
        upper2.reinterpretAsFloats().intoArray(room, to + 80);
        pairs3.reinterpretAsFloats().intoArray(room, to + 96);
        upper3.reinterpretAsFloats().intoArray(room, to + 112);
    }

    private static void one(byte[] codes, int line, int blocks, byte[] tables, float[] room, int to) {
        var pairs = ShortVector.zero(H);
        var upper = pairs;
        for (int b = 0; b < blocks; b++) {
            int table = b * Kernels.CENTROIDS;
            var t0 = ByteVector.fromArray(B, tables, table);
            var t1 = ByteVector.fromArray(B, tables, table + 64);
            var t2 = ByteVector.fromArray(B, tables, table + 128);
            var t3 = ByteVector.fromArray(B, tables, table + 192);
            var found = look(ByteVector.fromArray(B, codes, line + b * Kernels.TILE), t0, t1, t2, t3);
            pairs = pairs.add(found);
            upper = upper.add(found.lanewise(LSHR, 8));
        }
        pairs.reinterpretAsFloats().intoArray(room, to);
        upper.reinterpretAsFloats().intoArray(room, to + 16);
    }

    private static ShortVector look(ByteVector code, ByteVector t0, ByteVector t1, ByteVector t2, ByteVector t3) {
        var upper = code.test(IS_NEGATIVE);
        return code.selectFrom(t0, t1).blend(code.selectFrom(t2, t3), upper).reinterpretAsShorts();
    }

    /// Brings the sums of the pairs of each tile into order, and adds them to those of the blocks before.
    private static void addSums(float[] room, int tiles, int offset, float scale, float[] sums) {
        var firstShorts = ShortVector.fromArray(H, FIRST_SHORTS, 0);
        var lastShorts = ShortVector.fromArray(H, LAST_SHORTS, 0);
        var scales = FloatVector.broadcast(F, scale);
        for (int tile = 0; tile < tiles; tile++) {
            int from = tile * Kernels.PANEL;
            int to = tile * Kernels.TILE;
            var upper = FloatVector.fromArray(F, room, from + 16).reinterpretAsShorts();
            var lower =
                    FloatVector.fromArray(F, room, from).reinterpretAsShorts().sub(upper.lanewise(LSHL, 8));
            var first = firstShorts.selectFrom(lower, upper);
            var last = lastShorts.selectFrom(lower, upper);
            number(first, 0, offset)
                    .fma(scales, FloatVector.fromArray(F, sums, to))
                    .intoArray(sums, to);
            number(first, 1, offset)
                    .fma(scales, FloatVector.fromArray(F, sums, to + 16))
                    .intoArray(sums, to + 16);
            number(last, 0, offset)
                    .fma(scales, FloatVector.fromArray(F, sums, to + 32))
                    .intoArray(sums, to + 32);
            number(last, 1, offset)
                    .fma(scales, FloatVector.fromArray(F, sums, to + 48))
                    .intoArray(sums, to + 48);
        }
    }

    private static FloatVector number(ShortVector halves, int part, int offset) {
        var whole = ((IntVector) halves.convertShape(ZERO_EXTEND_S2I, I, part)).sub(offset);
        return (FloatVector) whole.convertShape(I2F, F, 0);
    }
}
