// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

/// What an encoder is computed with. Matrices of weights lie in panels of [#PANEL] outputs,
/// `[outputs/32][inputs][32]`, the last one filled up with zeros, so that a step along the inputs reads one short
/// run of memory. Coded weights lie in tiles of [#TILE] outputs, which are decoded into two panels. Nothing is
/// allocated and nothing remembered; any thread may call.
///
/// The scalar implementation says what is computed; the other differs by rounding alone.
public interface Kernels {
    /// Outputs in a panel.
    int PANEL = 32;

    /// Outputs in a tile of codes.
    int TILE = 64;

    /// Vectors in a codebook whose lookups have a kernel.
    int CENTROIDS = 256;

    /// Bytes that are summed up at most, so that 16 bits hold the sum.
    int SUMMANDS = 256;

    /// The fastest that this machine and the flags of its Java allow. Vector kernels take a second or so until
    /// Java has compiled them; until then this computes with the scalar ones, and then changes over by itself.
    static Kernels best() {
        return KernelChoice.BEST;
    }

    /// The same without the change: for measuring, and where start-up does not count.
    static Kernels fastest() {
        return KernelChoice.FASTEST;
    }

    /// The one in plain Java.
    static Kernels scalar() {
        return new ScalarKernels();
    }

    /// What it computes with, for people: `Vector API, 512 bits`.
    String name();

    /// The next multiple of [#PANEL].
    static int padded(int width) {
        return Math.ceilDiv(width, PANEL) * PANEL;
    }

    /// Multiplies rows with a panel: `c[r][j] = start[j] + Σ_k a[r][k] · panel[k][j]` for j below 32.
    ///
    /// @param a rows, `aStride` apart
    /// @param depth how many numbers of each row count
    /// @param panel `[depth][32]` from `panelOffset` on
    /// @param start 32 numbers that the sums begin with
    /// @param c where rows of 32 go, `cStride` apart
    void multiply(
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
            int cStride);

    /// Decodes a tile of product codes of 8 bits into two panels `[2][blocks · block][32]`.
    ///
    /// @param codes `[blocks][64]` from `codesOffset` on
    void decodeProduct(byte[] codes, int codesOffset, int blocks, ProductCodebook codebook, float[] panels);

    /// Decodes a tile of bytes into two panels `[2][depth][32]`: `(q − zero) · scale`.
    ///
    /// @param codes `[depth][64]`, signed, from `codesOffset` on
    /// @param scales one for each of the 64 outputs, from `gridsOffset` on
    /// @param zeros likewise
    void decodeBytes(
            byte[] codes,
            int codesOffset,
            int depth,
            float[] scales,
            float[] zeros,
            int gridsOffset,
            float[] panels,
            int row,
            int panelDepth);

    /// Decodes a tile of half bytes: of each of the 32 bytes the low half belongs to output j, the high one to j
    /// + 32. Otherwise as [#decodeBytes].
    void decodeNibbles(
            byte[] codes,
            int codesOffset,
            int depth,
            float[] scales,
            float[] zeros,
            int gridsOffset,
            float[] panels,
            int row,
            int panelDepth);

    /// Multiplies one row with a tile of bytes, their grids left aside: `sums[j] = Σ_k x[k] · q[k][j]` for j
    /// below 64.
    void multiplyBytes(float[] x, int xOffset, int depth, byte[] codes, int codesOffset, float[] sums, int sumsOffset);

    /// Rounds tables to 8 bits: `table ≈ (rounded − 128) · scale`, rounded as unsigned bytes.
    ///
    /// @return the scale; 1 if all are zero
    float roundTables(float[] tables, int length, byte[] rounded);

    /// Computes what some blocks of a row contribute for each code, rounded to 8 bits: `Σ_k x[b · block + k] ·
    /// centroid[code][k] ≈ (tables[b][code] − 128) · scale`.
    ///
    /// @param room for `[blocks][256]` numbers, in an order of the kernel's own
    /// @param tables where `[blocks][256]` unsigned bytes go
    /// @return the scale, one for all of them; 1 if all are zero
    default float byteTables(
            ProductCodebook codebook, float[] x, int xOffset, int blocks, float[] room, byte[] tables) {
        codebook.tables(this, x, xOffset, blocks, room);
        return roundTables(room, blocks * CENTROIDS, tables);
    }

    /// Adds lookups in rounded tables, the bytes summed up exactly: `sums[j] += scale · Σ_b
    /// (tables[b][code[b][j]] − 128)`, for the outputs of some tiles.
    ///
    /// @param codes tiles `tileStride` apart from `codesOffset` on, each `[blocks][64]`
    /// @param blocks at most [#SUMMANDS]
    /// @param tables `[blocks][256]`, unsigned
    /// @param room for `[tiles][32]` numbers on the way
    void lookupBytes(
            byte[] codes,
            int codesOffset,
            int tileStride,
            int tiles,
            int blocks,
            byte[] tables,
            float scale,
            float[] room,
            float[] sums);

    /// Sums of lookups in tables of floats: `sums[j] = Σ_b tables[b][code[b][j]]`.
    ///
    /// @param codes `[tiles][blocks][64]`
    /// @param tables `[blocks][256]`
    void lookupFloats(byte[] codes, int tiles, int blocks, float[] tables, float[] sums);

    /// Turns a row into `exp(scale · x)`, divided by their sum.
    void softmax(float[] x, int offset, int length, float scale);

    /// `x Φ(x)`, exactly: with the error function.
    void gelu(float[] x, int offset, int length);

    /// GELU by the tanh approximation.
    void geluTanh(float[] x, int offset, int length);

    /// The larger of x and 0.
    void relu(float[] x, int offset, int length);

    /// `x += y`.
    void add(float[] x, int xOffset, float[] y, int yOffset, int length);

    /// `x *= y`.
    void scale(float[] x, int xOffset, float[] y, int yOffset, int length);

    /// Brings a row to mean 0 and deviation 1, times gain, plus shift.
    ///
    /// @param epsilon what is added to the variance
    void normalize(float[] x, int offset, int width, float[] gain, float[] shift, float epsilon);
}
