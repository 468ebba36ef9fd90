// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import dev.triad.core.model.packed.ProductWeight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.kernels.ProductCodebook;
import dev.triad.runtime.work.Scratch;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Product codes in tiles. For many rows each tile is decoded once and multiplied with; for few it is cheaper to
/// compute, for each row, what every block contributes for every code, and to look those numbers up.
///
/// Which of the two was measured on one thread of a Zen 4 (512 bits, codes of 8 weights): decoding a weight takes
/// 0.10 ns, multiplying with one 0.019 ns for each row; for a block, tables of floats take 52 ns and tables of
/// bytes 57 ns, a lookup 0.85 ns in floats and 0.045 ns in bytes. Bytes were timed with 32 blocks to a step.
final class ProductMatrix extends TiledMatrix {
    private static final double DECODE = 0.10;
    private static final double MULTIPLY = 0.019;
    private static final double FLOAT_TABLE_PER_WEIGHT = 6.5;
    private static final double BYTE_TABLE_PER_WEIGHT = 7.1;
    private static final double LOOK_UP_FLOAT = 0.85;
    private static final double LOOK_UP_BYTE = 0.045;

    /// Set to `always`, tables of bytes are used whatever they cost: for measuring what rounding changes.
    private static final String PROPERTY = "dev.triad.runtime.lookups";

    /// Blocks whose tables are computed and looked up together.
    private static final int TOGETHER = 8;

    private final byte[] codes;
    private final ProductCodebook codebook;
    private final Tables tables;
    private final int blocks;

    /// What rows are multiplied by, filled up with ones to whole tiles; empty if nothing.
    private final float[] rowScale;

    /// Up to so many rows are looked up.
    private final int few;

    ProductMatrix(Kernels kernels, ProductWeight weight, float[] bias, Tables tables) {
        super(kernels, weight, bias);
        codes = weight.codes().toArray(ValueLayout.JAVA_BYTE);
        codebook = new ProductCodebook(
                weight.codebook().centroids(), weight.codebook().block());
        this.tables = tables;
        blocks = weight.blocks();
        rowScale = weight.rowScale().map(scales -> padded(scales, tiles())).orElse(new float[0]);
        few = few(codebook.block(), outputs(), tables);
    }

    private static float[] padded(float[] scales, int tiles) {
        var padded = Arrays.copyOf(scales, tiles * Kernels.TILE);
        Arrays.fill(padded, scales.length, padded.length, 1);
        return padded;
    }

    /// The largest number of rows for which lookups cost less, for each block of inputs.
    static int few(int block, int outputs, Tables tables) {
        if (tables == Tables.INT8 && System.getProperty(PROPERTY, "").equals("always")) {
            return Integer.MAX_VALUE;
        }
        double decode = DECODE * block * outputs;
        double multiply = MULTIPLY * block * outputs;
        double lookUp = tables == Tables.INT8
                ? BYTE_TABLE_PER_WEIGHT * block + LOOK_UP_BYTE * outputs
                : FLOAT_TABLE_PER_WEIGHT * block + LOOK_UP_FLOAT * outputs;
        return lookUp <= multiply ? Integer.MAX_VALUE : (int) (decode / (lookUp - multiply));
    }

    @Override
    void decode(int tile, float[] panels, Scratch scratch) {
        kernels.decodeProduct(codes, tile * blocks * Kernels.TILE, blocks, codebook, panels);
        if (rowScale.length > 0) {
            for (int half = 0; half < 2; half++) {
                int from = half * inputs() * Kernels.PANEL;
                int scales = tile * Kernels.TILE + half * Kernels.PANEL;
                for (int k = 0; k < inputs(); k++) {
                    kernels.scale(panels, from + k * Kernels.PANEL, rowScale, scales, Kernels.PANEL);
                }
            }
        }
    }

    @Override
    public int parts(int rows) {
        return rows <= few ? rows : tiles();
    }

    @Override
    public void multiply(
            int part,
            float[] x,
            int xOffset,
            int xStride,
            int rows,
            Activation activation,
            float[] y,
            int yOffset,
            int yStride,
            Scratch scratch) {
        if (rows > few) {
            super.multiply(part, x, xOffset, xStride, rows, activation, y, yOffset, yStride, scratch);
        } else {
            lookUp(x, xOffset + part * xStride, activation, y, yOffset + part * yStride, scratch);
        }
    }

    /// One row by lookups.
    private void lookUp(float[] x, int from, Activation activation, float[] y, int to, Scratch scratch) {
        var sums = scratch.floats(Scratch.Use.SUMS, tiles() * Kernels.TILE);
        if (tables == Tables.INT8) {
            lookUpBytes(x, from, sums, scratch);
        } else {
            var table = scratch.floats(Scratch.Use.TABLES, blocks * Kernels.CENTROIDS);
            codebook.tables(kernels, x, from, blocks, table);
            kernels.lookupFloats(codes, tiles(), blocks, table, sums);
        }
        int width = stride();
        if (rowScale.length > 0) {
            for (int j = 0; j < width; j++) {
                sums[j] *= rowScale[j];
            }
        }
        for (int j = 0; j < width; j++) {
            y[to + j] = sums[j] + bias[j];
        }
        activation.apply(kernels, y, to, outputs());
    }

    /// Some blocks after another, as many as have their tables in the nearest cache, with a step of their own.
    private void lookUpBytes(float[] x, int from, float[] sums, Scratch scratch) {
        int most = Math.min(blocks, TOGETHER);
        var room = scratch.floats(Scratch.Use.TABLES, Math.max(most * Kernels.CENTROIDS, tiles() * Kernels.PANEL));
        var rounded = scratch.bytes(most * Kernels.CENTROIDS);
        Arrays.fill(sums, 0, tiles() * Kernels.TILE, 0);
        for (int first = 0; first < blocks; first += TOGETHER) {
            int count = Math.min(TOGETHER, blocks - first);
            float step = kernels.byteTables(codebook, x, from + first * codebook.block(), count, room, rounded);
            int stride = blocks * Kernels.TILE;
            kernels.lookupBytes(codes, first * Kernels.TILE, stride, tiles(), count, rounded, step, room, sums);
        }
    }
}
