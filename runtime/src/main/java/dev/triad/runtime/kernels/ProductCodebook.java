// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

/// A codebook of 256 vectors in the three orders that kernels want. Immutable; its arrays are its own, to be read.
public final class ProductCodebook {
    private final int block;
    private final float[] centroids;
    private final byte[] planes;
    private final float[] panels;

    /// @param centroids 256 vectors, one after another
    /// @param block numbers in a vector
    public ProductCodebook(float[] centroids, int block) {
        if (centroids.length != Kernels.CENTROIDS * block) {
            throw new IllegalArgumentException(
                    "a codebook has 256 vectors of " + block + ", not " + centroids.length + " numbers");
        }
        this.block = block;
        this.centroids = centroids;
        planes = new byte[4 * centroids.length];
        panels = new float[centroids.length];
        for (int code = 0; code < Kernels.CENTROIDS; code++) {
            for (int k = 0; k < block; k++) {
                float number = centroids[code * block + k];
                int bits = Float.floatToRawIntBits(number);
                for (int plane = 0; plane < 4; plane++) {
                    planes[(4 * k + plane) * Kernels.CENTROIDS + code] = (byte) (bits >>> (8 * plane));
                }
                int panel = code / Kernels.PANEL;
                panels[(panel * block + k) * Kernels.PANEL + code % Kernels.PANEL] = number;
            }
        }
    }

    /// Numbers in a vector.
    public int block() {
        return block;
    }

    /// `[256][block]`.
    public float[] centroids() {
        return centroids;
    }

    /// The bytes of the numbers, lowest first, each in a table of its own: `[block][4][256]`.
    public byte[] planes() {
        return planes;
    }

    /// As the panels of a matrix with 256 outputs, `[8][block][32]`: a row of inputs times this is a row of tables.
    public float[] panels() {
        return panels;
    }

    /// Computes what each block of a row contributes for each code: `tables[b][code] = Σ_k x[b · block + k] ·
    /// centroid[code][k]`.
    ///
    /// @param tables where `[blocks][256]` go
    public void tables(Kernels kernels, float[] x, int xOffset, int blocks, float[] tables) {
        for (int first = 0; first < Kernels.CENTROIDS; first += Kernels.PANEL) {
            kernels.multiply(
                    x,
                    xOffset,
                    block,
                    blocks,
                    block,
                    panels,
                    first * block,
                    NOTHING,
                    0,
                    tables,
                    first,
                    Kernels.CENTROIDS);
        }
    }

    private static final float[] NOTHING = new float[Kernels.PANEL];
}
