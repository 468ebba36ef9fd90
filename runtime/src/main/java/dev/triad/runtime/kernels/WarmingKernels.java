// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

/// The scalar kernels at first, and faster ones as soon as they are warm, part by part, which a thread of its own
/// sees to.
final class WarmingKernels implements Kernels {
    private volatile Kernels products = new ScalarKernels();
    private volatile Kernels codes = products;
    private volatile Kernels curves = products;
    private volatile Kernels rows = products;
    private volatile Kernels bytes = products;
    private volatile Kernels lookups = products;

    WarmingKernels(Kernels faster) {
        Thread.ofPlatform().name("triad-runtime-warm-up").daemon().start(() -> warmUp(faster));
    }

    private void warmUp(Kernels faster) {
        var warmUp = new WarmUp(faster, new ScalarKernels());
        for (var part : WarmUp.Part.values()) {
            if (warmUp.run(part)) {
                switch (part) {
                    case PRODUCTS -> products = faster;
                    case CODES -> codes = faster;
                    case CURVES -> curves = faster;
                    case ROWS -> rows = faster;
                    case BYTES -> bytes = faster;
                    case LOOKUPS -> lookups = faster;
                }
            }
        }
    }

    @Override
    public String name() {
        return products.name();
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
        products.multiply(
                a, aOffset, aStride, rows, depth, panel, panelOffset, start, startOffset, c, cOffset, cStride);
    }

    @Override
    public void decodeProduct(byte[] codes, int codesOffset, int blocks, ProductCodebook codebook, float[] panels) {
        this.codes.decodeProduct(codes, codesOffset, blocks, codebook, panels);
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
        bytes.decodeBytes(codes, codesOffset, depth, scales, zeros, gridsOffset, panels, row, panelDepth);
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
        bytes.decodeNibbles(codes, codesOffset, depth, scales, zeros, gridsOffset, panels, row, panelDepth);
    }

    @Override
    public void multiplyBytes(
            float[] x, int xOffset, int depth, byte[] codes, int codesOffset, float[] sums, int sumsOffset) {
        bytes.multiplyBytes(x, xOffset, depth, codes, codesOffset, sums, sumsOffset);
    }

    @Override
    public float roundTables(float[] tables, int length, byte[] rounded) {
        return lookups.roundTables(tables, length, rounded);
    }

    @Override
    public float byteTables(ProductCodebook codebook, float[] x, int xOffset, int blocks, float[] room, byte[] tables) {
        return lookups.byteTables(codebook, x, xOffset, blocks, room, tables);
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
        lookups.lookupBytes(codes, codesOffset, tileStride, tiles, blocks, tables, scale, room, sums);
    }

    @Override
    public void lookupFloats(byte[] codes, int tiles, int blocks, float[] tables, float[] sums) {
        lookups.lookupFloats(codes, tiles, blocks, tables, sums);
    }

    @Override
    public void softmax(float[] x, int offset, int length, float scale) {
        rows.softmax(x, offset, length, scale);
    }

    @Override
    public void gelu(float[] x, int offset, int length) {
        curves.gelu(x, offset, length);
    }

    @Override
    public void geluTanh(float[] x, int offset, int length) {
        curves.geluTanh(x, offset, length);
    }

    @Override
    public void relu(float[] x, int offset, int length) {
        curves.relu(x, offset, length);
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
        rows.add(x, xOffset, y, yOffset, length);
    }

    @Override
    public void scale(float[] x, int xOffset, float[] y, int yOffset, int length) {
        rows.scale(x, xOffset, y, yOffset, length);
    }

    @Override
    public void normalize(float[] x, int offset, int width, float[] gain, float[] shift, float epsilon) {
        rows.normalize(x, offset, width, gain, shift, epsilon);
    }
}
