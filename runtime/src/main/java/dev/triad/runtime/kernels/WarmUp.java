// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import java.util.Arrays;

/// Runs vector kernels on numbers of no meaning until Java has compiled them. Before that, each operation on a
/// vector makes an object, a hundred times slower than a loop; so nobody is given these kernels before they have
/// shown that they are no slower than the scalar ones. Where they never are (a Java without its second compiler),
/// nobody ever is.
final class WarmUp {
    /// Kernels that take over together.
    enum Part {
        PRODUCTS,
        CODES,
        CURVES,
        ROWS,
        BYTES,
        LOOKUPS
    }

    private static final int ROWS = 10;
    private static final int DEPTH = 64;
    private static final int BLOCKS = 8;

    /// How often a kernel runs before it is looked at.
    private static final int TIMES = 100;

    /// How often in a row the new kernels must be as fast.
    private static final int PROOFS = 2;

    /// How often a kernel is looked at before it is given up: counted, not timed, because on a busy machine Java
    /// takes its time to compile.
    private static final int LOOKS = 3000;

    private final Kernels candidate;
    private final Kernels reference;
    private final float[] x = new float[ROWS * DEPTH];
    private final float[] y = new float[ROWS * Kernels.PANEL];
    private final float[] panels = new float[2 * DEPTH * Kernels.PANEL];
    private final float[] vector = new float[Kernels.TILE * 4];
    private final float[] tables = new float[BLOCKS * Kernels.CENTROIDS];
    private final byte[] codes = new byte[5 * DEPTH * Kernels.TILE];
    private final byte[] rounded = new byte[tables.length];
    private final float[] sums = new float[5 * Kernels.TILE];
    private final ProductCodebook codebook =
            new ProductCodebook(new float[Kernels.CENTROIDS * DEPTH / BLOCKS], DEPTH / BLOCKS);

    WarmUp(Kernels candidate, Kernels reference) {
        this.candidate = candidate;
        this.reference = reference;
        Arrays.fill(vector, 1);
    }

    /// Runs a part until the candidate has proven itself.
    ///
    /// @return whether it has
    boolean run(Part part) {
        int proofs = 0;
        for (int look = 0; look < LOOKS && proofs < PROOFS; look++) {
            proofs = time(candidate, part) <= 1.25 * time(reference, part) ? proofs + 1 : 0;
        }
        return proofs == PROOFS;
    }

    private long time(Kernels kernels, Part part) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            long began = System.nanoTime();
            work(kernels, part);
            best = Math.min(best, System.nanoTime() - began);
        }
        return best;
    }

    private void work(Kernels kernels, Part part) {
        switch (part) {
            case PRODUCTS -> kernels.multiply(x, 0, DEPTH, ROWS, DEPTH, panels, 0, sums, 0, y, 0, Kernels.PANEL);
            case CODES -> kernels.decodeProduct(codes, 0, BLOCKS, codebook, panels);
            case CURVES -> {
                kernels.gelu(vector, 0, vector.length);
                kernels.geluTanh(vector, 0, vector.length);
            }
            case ROWS -> {
                for (int i = 0; i < 4; i++) {
                    kernels.softmax(vector, 0, 128, 0.1F);
                    kernels.add(vector, 0, vector, 128, 128);
                    kernels.scale(vector, 0, sums, 0, 128);
                    kernels.normalize(vector, 0, 128, vector, vector, 1);
                }
            }
            case BYTES -> {
                kernels.decodeBytes(codes, 0, DEPTH, vector, vector, 0, panels, 0, DEPTH);
                kernels.decodeNibbles(codes, 0, DEPTH, vector, vector, 0, panels, 0, DEPTH);
                kernels.multiplyBytes(x, 0, DEPTH, codes, 0, sums, 0);
            }
            case LOOKUPS -> {
                kernels.roundTables(tables, tables.length, rounded);
                kernels.byteTables(codebook, x, 0, BLOCKS, tables, rounded);
                kernels.lookupBytes(codes, 0, BLOCKS * Kernels.TILE, 5, BLOCKS, rounded, 0, tables, sums);
            }
        }
    }
}
