// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Kernels with the Vector API, for vectors of any width: products here, curves and norms in [RowKernels], codes in
/// [ByteKernels], for machines that have what these need.
final class VectorKernels extends ScalarKernels {
    static final VectorSpecies<Float> S = VectorSpecies.of(
            float.class,
            VectorShape.forBitSize(Math.min(FloatVector.SPECIES_PREFERRED.vectorBitSize(), KernelChoice.widest())));
    private static final int L = S.length();

    @Override
    public String name() {
        return "Vector API, " + S.vectorBitSize() + " bits";
    }

    @Override
    public void multiply(
            float[] a,
            int aOffset,
            int aStride,
            int rows,
            int depth,
            float[] panel,
            int panelOffset,
            float[] start,
            int startOffset,
            float[] c,
            int cOffset,
            int cStride) {
        int row = 0;
        for (; row + 6 <= rows; row += 6) {
            int from = aOffset + row * aStride;
            int to = cOffset + row * cStride;
            six(a, from, aStride, depth, panel, panelOffset, start, startOffset, c, to, cStride);
        }
        for (; row + 3 <= rows; row += 3) {
            int from = aOffset + row * aStride;
            int to = cOffset + row * cStride;
            three(a, from, aStride, depth, panel, panelOffset, start, startOffset, c, to, cStride);
        }
        for (; row < rows; row++) {
            int to = cOffset + row * cStride;
            one(a, aOffset + row * aStride, depth, panel, panelOffset, start, startOffset, c, to);
        }
    }

    /// Six rows by two vectors: twelve sums, enough to hide the time that each multiply-add takes.
    private static void six(
            float[] a,
            int a0,
            int stride,
            int depth,
            float[] panel,
            int panelOffset,
            float[] start,
            int startOffset,
            float[] c,
            int c0,
            int cStride) {
        int a1 = a0 + stride;
        int a2 = a1 + stride;
        int a3 = a2 + stride;
        int a4 = a3 + stride;
        int a5 = a4 + stride;
        for (int j = 0; j < PANEL; j += 2 * L) {
            var u0 = FloatVector.fromArray(S, start, startOffset + j);
            var v0 = FloatVector.fromArray(S, start, startOffset + j + L);
            var u1 = u0;
            var v1 = v0;
            var u2 = u0;
            var v2 = v0;
            var u3 = u0;
            var v3 = v0;
            var u4 = u0;
            var v4 = v0;
            var u5 = u0;
            var v5 = v0;
            int base = panelOffset + j;
            for (int k = 0; k < depth; k++) {
                var u = FloatVector.fromArray(S, panel, base + k * PANEL);
                var v = FloatVector.fromArray(S, panel, base + k * PANEL + L);
                var x = FloatVector.broadcast(S, a[a0 + k]);
                u0 = u.fma(x, u0);
                v0 = v.fma(x, v0);
                x = FloatVector.broadcast(S, a[a1 + k]);
                u1 = u.fma(x, u1);
                v1 = v.fma(x, v1);
                x = FloatVector.broadcast(S, a[a2 + k]);
                u2 = u.fma(x, u2);
                v2 = v.fma(x, v2);
                x = FloatVector.broadcast(S, a[a3 + k]);
                u3 = u.fma(x, u3);
                v3 = v.fma(x, v3);
                x = FloatVector.broadcast(S, a[a4 + k]);
                u4 = u.fma(x, u4);
                v4 = v.fma(x, v4);
                x = FloatVector.broadcast(S, a[a5 + k]);
                u5 = u.fma(x, u5);
                v5 = v.fma(x, v5);
            }
            int to = c0 + j;
            store(u0, v0, c, to);
            store(u1, v1, c, to + cStride);
            store(u2, v2, c, to + 2 * cStride);
            store(u3, v3, c, to + 3 * cStride);
            store(u4, v4, c, to + 4 * cStride);
            store(u5, v5, c, to + 5 * cStride);
        }
    }

    private static void three(
            float[] a,
            int a0,
            int stride,
            int depth,
            float[] panel,
            int panelOffset,
            float[] start,
            int startOffset,
            float[] c,
            int c0,
            int cStride) {
        int a1 = a0 + stride;
        int a2 = a1 + stride;
        for (int j = 0; j < PANEL; j += 2 * L) {
            var u0 = FloatVector.fromArray(S, start, startOffset + j);
            var v0 = FloatVector.fromArray(S, start, startOffset + j + L);
            var u1 = u0;
            var v1 = v0;
            var u2 = u0;
            var v2 = v0;
            int base = panelOffset + j;
            for (int k = 0; k < depth; k++) {
                var u = FloatVector.fromArray(S, panel, base + k * PANEL);
                var v = FloatVector.fromArray(S, panel, base + k * PANEL + L);
                var x = FloatVector.broadcast(S, a[a0 + k]);
                u0 = u.fma(x, u0);
                v0 = v.fma(x, v0);
                x = FloatVector.broadcast(S, a[a1 + k]);
                u1 = u.fma(x, u1);
                v1 = v.fma(x, v1);
                x = FloatVector.broadcast(S, a[a2 + k]);
                u2 = u.fma(x, u2);
                v2 = v.fma(x, v2);
            }
            int to = c0 + j;
            store(u0, v0, c, to);
            store(u1, v1, c, to + cStride);
            store(u2, v2, c, to + 2 * cStride);
        }
    }

    /// One row: sums of every fourth input each, so that they do not wait for one another.
    private static void one(
            float[] a,
            int a0,
            int depth,
            float[] panel,
            int panelOffset,
            float[] start,
            int startOffset,
            float[] c,
            int c0) {
        for (int j = 0; j < PANEL; j += 2 * L) {
            var u0 = FloatVector.fromArray(S, start, startOffset + j);
            var v0 = FloatVector.fromArray(S, start, startOffset + j + L);
            var u1 = FloatVector.zero(S);
            var v1 = u1;
            var u2 = u1;
            var v2 = u1;
            var u3 = u1;
            var v3 = u1;
            int base = panelOffset + j;
            int k = 0;
            for (; k + 4 <= depth; k += 4) {
                int p = base + k * PANEL;
                var x = FloatVector.broadcast(S, a[a0 + k]);
                u0 = FloatVector.fromArray(S, panel, p).fma(x, u0);
                v0 = FloatVector.fromArray(S, panel, p + L).fma(x, v0);
                x = FloatVector.broadcast(S, a[a0 + k + 1]);
                u1 = FloatVector.fromArray(S, panel, p + PANEL).fma(x, u1);
                v1 = FloatVector.fromArray(S, panel, p + PANEL + L).fma(x, v1);
                x = FloatVector.broadcast(S, a[a0 + k + 2]);
                u2 = FloatVector.fromArray(S, panel, p + 2 * PANEL).fma(x, u2);
                v2 = FloatVector.fromArray(S, panel, p + 2 * PANEL + L).fma(x, v2);
                x = FloatVector.broadcast(S, a[a0 + k + 3]);
                u3 = FloatVector.fromArray(S, panel, p + 3 * PANEL).fma(x, u3);
                v3 = FloatVector.fromArray(S, panel, p + 3 * PANEL + L).fma(x, v3);
            }
            for (; k < depth; k++) {
                var x = FloatVector.broadcast(S, a[a0 + k]);
                u0 = FloatVector.fromArray(S, panel, base + k * PANEL).fma(x, u0);
                v0 = FloatVector.fromArray(S, panel, base + k * PANEL + L).fma(x, v0);
            }
            store(u0.add(u1).add(u2.add(u3)), v0.add(v1).add(v2.add(v3)), c, c0 + j);
        }
    }

    private static void store(FloatVector u, FloatVector v, float[] c, int at) {
        u.intoArray(c, at);
        v.intoArray(c, at + L);
    }

    @Override
    public void decodeProduct(byte[] codes, int codesOffset, int blocks, ProductCodebook codebook, float[] panels) {
        if (ByteKernels.SHUFFLES) {
            ByteKernels.decodeProduct(codes, codesOffset, blocks, codebook, panels);
        } else {
            super.decodeProduct(codes, codesOffset, blocks, codebook, panels);
        }
    }

    @Override
    public void decodeBytes(
            byte[] codes,
            int codesOffset,
            int depth,
            float[] scales,
            float[] zeros,
            int gridsOffset,
            float[] panels,
            int row,
            int panelDepth) {
        if (ByteKernels.WIDE) {
            ByteKernels.decodeBytes(codes, codesOffset, depth, scales, zeros, gridsOffset, panels, row, panelDepth);
        } else {
            super.decodeBytes(codes, codesOffset, depth, scales, zeros, gridsOffset, panels, row, panelDepth);
        }
    }

    @Override
    public void decodeNibbles(
            byte[] codes,
            int codesOffset,
            int depth,
            float[] scales,
            float[] zeros,
            int gridsOffset,
            float[] panels,
            int row,
            int panelDepth) {
        if (ByteKernels.WIDE) {
            ByteKernels.decodeNibbles(codes, codesOffset, depth, scales, zeros, gridsOffset, panels, row, panelDepth);
        } else {
            super.decodeNibbles(codes, codesOffset, depth, scales, zeros, gridsOffset, panels, row, panelDepth);
        }
    }

    @Override
    public void multiplyBytes(
            float[] x, int xOffset, int depth, byte[] codes, int codesOffset, float[] sums, int sumsOffset) {
        if (ByteKernels.WIDE) {
            ByteKernels.multiplyBytes(x, xOffset, depth, codes, codesOffset, sums, sumsOffset);
        } else {
            super.multiplyBytes(x, xOffset, depth, codes, codesOffset, sums, sumsOffset);
        }
    }

    @Override
    public float roundTables(float[] tables, int length, byte[] rounded) {
        return ByteKernels.WIDE
                ? TableKernels.roundTables(tables, length, rounded)
                : super.roundTables(tables, length, rounded);
    }

    @Override
    public float byteTables(ProductCodebook codebook, float[] x, int xOffset, int blocks, float[] room, byte[] tables) {
        return ByteKernels.SHUFFLES && codebook.block() == TableKernels.BLOCK
                ? TableKernels.byteTables(codebook.panels(), x, xOffset, blocks, room, tables)
                : super.byteTables(codebook, x, xOffset, blocks, room, tables);
    }

    @Override
    public void lookupBytes(
            byte[] codes,
            int codesOffset,
            int tileStride,
            int tiles,
            int blocks,
            byte[] tables,
            float scale,
            float[] room,
            float[] sums) {
        if (ByteKernels.SHUFFLES) {
            TableKernels.lookupBytes(codes, codesOffset, tileStride, tiles, blocks, tables, scale, room, sums);
        } else {
            super.lookupBytes(codes, codesOffset, tileStride, tiles, blocks, tables, scale, room, sums);
        }
    }

    @Override
    public void softmax(float[] x, int offset, int length, float scale) {
        RowKernels.softmax(x, offset, length, scale);
    }

    @Override
    public void gelu(float[] x, int offset, int length) {
        RowKernels.gelu(x, offset, length);
    }

    @Override
    public void geluTanh(float[] x, int offset, int length) {
        RowKernels.geluTanh(x, offset, length);
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
        RowKernels.add(x, xOffset, y, yOffset, length);
    }

    @Override
    public void scale(float[] x, int xOffset, float[] y, int yOffset, int length) {
        RowKernels.scale(x, xOffset, y, yOffset, length);
    }

    @Override
    public void normalize(float[] x, int offset, int width, float[] gain, float[] shift, float epsilon) {
        RowKernels.normalize(x, offset, width, gain, shift, epsilon);
    }
}
