// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.IS_NEGATIVE;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/// Kernels for codes, which need vectors of 512 bits: a tile of 64 codes is one vector. A table of 256 bytes lies
/// in four of them; the low seven bits of a code pick from the first two or the last two, its sign says which.
/// Narrower machines look 16 entries up at a time at best, which gains nothing over plain loads, and so have no
/// kernels here.
final class ByteKernels {
    /// Whether vectors have 512 bits.
    static final boolean WIDE = FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512 && KernelChoice.widest() >= 512;

    /// Whether lookups are instructions as well.
    static final boolean SHUFFLES = WIDE && KernelChoice.shufflesBytes();

    private static final VectorSpecies<Byte> B = ByteVector.SPECIES_512;
    private static final VectorSpecies<Byte> QUARTER = ByteVector.SPECIES_128;
    private static final VectorSpecies<Short> H = ShortVector.SPECIES_512;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;

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
}
