// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

/// Kernels in plain Java: the reference in tests, and what computes where the Vector API is missing.
sealed class ScalarKernels implements Kernels permits VectorKernels {
    @Override
    public String name() {
        return "plain Java";
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
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < PANEL; j += 8) {
                int to = cOffset + row * cStride + j;
                eight(a, aOffset + row * aStride, depth, panel, panelOffset + j, start, startOffset + j, c, to);
            }
        }
    }

    /// Eight sums in registers: Java does not know that rows and panels are different arrays, and would otherwise
    /// go to memory for each.
    private static void eight(
            float[] a, int from, int depth, float[] panel, int base, float[] start, int first, float[] c, int to) {
        float c0 = start[first];
        float c1 = start[first + 1];
        float c2 = start[first + 2];
        float c3 = start[first + 3];
        float c4 = start[first + 4];
        float c5 = start[first + 5];
        float c6 = start[first + 6];
        float c7 = start[first + 7];
        for (int k = 0; k < depth; k++) {
            float factor = a[from + k];
            int p = base + k * PANEL;
            c0 += factor * panel[p];
            c1 += factor * panel[p + 1];
            c2 += factor * panel[p + 2];
            c3 += factor * panel[p + 3];
            c4 += factor * panel[p + 4];
            c5 += factor * panel[p + 5];
            c6 += factor * panel[p + 6];
            c7 += factor * panel[p + 7];
        }
        c[to] = c0;
        c[to + 1] = c1;
        c[to + 2] = c2;
        c[to + 3] = c3;
        c[to + 4] = c4;
        c[to + 5] = c5;
        c[to + 6] = c6;
        c[to + 7] = c7;
    }

    @Override
    public void decodeProduct(byte[] codes, int codesOffset, int blocks, ProductCodebook codebook, float[] panels) {
        int block = codebook.block();
        var centroids = codebook.centroids();
        int panelSize = blocks * block * PANEL;
        for (int b = 0; b < blocks; b++) {
            for (int j = 0; j < TILE; j++) {
                int from = (codes[codesOffset + b * TILE + j] & 0xFF) * block;
                int to = j / PANEL * panelSize + b * block * PANEL + j % PANEL;
                for (int k = 0; k < block; k++) {
                    panels[to + k * PANEL] = centroids[from + k];
                }
            }
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
        for (int k = 0; k < depth; k++) {
            for (int j = 0; j < TILE; j++) {
                float q = codes[codesOffset + k * TILE + j];
                panels[at(row + k, j, panelDepth)] = (q - zeros[gridsOffset + j]) * scales[gridsOffset + j];
            }
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
        for (int k = 0; k < depth; k++) {
            for (int j = 0; j < TILE; j++) {
                int pair = codes[codesOffset + k * PANEL + j % PANEL] & 0xFF;
                float q = j < PANEL ? pair & 15 : pair >>> 4;
                panels[at(row + k, j, panelDepth)] = (q - zeros[gridsOffset + j]) * scales[gridsOffset + j];
            }
        }
    }

    private static int at(int k, int j, int panelDepth) {
        return (j / PANEL * panelDepth + k) * PANEL + j % PANEL;
    }

    @Override
    public void multiplyBytes(
            float[] x, int xOffset, int depth, byte[] codes, int codesOffset, float[] sums, int sumsOffset) {
        java.util.Arrays.fill(sums, sumsOffset, sumsOffset + TILE, 0);
        for (int k = 0; k < depth; k++) {
            float factor = x[xOffset + k];
            for (int j = 0; j < TILE; j++) {
                sums[sumsOffset + j] += factor * codes[codesOffset + k * TILE + j];
            }
        }
    }

    @Override
    public float roundTables(float[] tables, int length, byte[] rounded) {
        float largest = 0;
        for (int i = 0; i < length; i++) {
            largest = Math.max(largest, Math.abs(tables[i]));
        }
        float scale = tableScale(largest);
        for (int i = 0; i < length; i++) {
            rounded[i] = (byte) (Math.rint(tables[i] / scale) + 128);
        }
        return scale;
    }

    /// The step of tables whose largest number is that.
    static float tableScale(float largest) {
        return largest < 1e-30F ? 1 : largest / 127;
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
        for (int tile = 0; tile < tiles; tile++) {
            for (int j = 0; j < TILE; j++) {
                int line = codesOffset + tile * tileStride + j;
                int sum = 0;
                for (int b = 0; b < blocks; b++) {
                    sum += tables[b * CENTROIDS + (codes[line + b * TILE] & 0xFF)] & 0xFF;
                }
                sums[tile * TILE + j] += scale * (sum - 128 * blocks);
            }
        }
    }

    @Override
    public void lookupFloats(byte[] codes, int tiles, int blocks, float[] tables, float[] sums) {
        for (int tile = 0; tile < tiles; tile++) {
            java.util.Arrays.fill(sums, tile * TILE, (tile + 1) * TILE, 0);
            for (int b = 0; b < blocks; b++) {
                int line = (tile * blocks + b) * TILE;
                for (int j = 0; j < TILE; j++) {
                    sums[tile * TILE + j] += tables[b * CENTROIDS + (codes[line + j] & 0xFF)];
                }
            }
        }
    }

    @Override
    public void softmax(float[] x, int offset, int length, float scale) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            largest = Math.max(largest, scale * x[offset + i]);
        }
        float sum = 0;
        for (int i = 0; i < length; i++) {
            float share = Curves.exp(scale * x[offset + i] - largest);
            x[offset + i] = share;
            sum += share;
        }
        for (int i = 0; i < length; i++) {
            x[offset + i] /= sum;
        }
    }

    @Override
    public void gelu(float[] x, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            x[i] = Curves.gelu(x[i]);
        }
    }

    @Override
    public void geluTanh(float[] x, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            x[i] = Curves.geluTanh(x[i]);
        }
    }

    @Override
    public void relu(float[] x, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            x[i] = Math.max(x[i], 0);
        }
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            x[xOffset + i] += y[yOffset + i];
        }
    }

    @Override
    public void scale(float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            x[xOffset + i] *= y[yOffset + i];
        }
    }

    @Override
    public void normalize(float[] x, int offset, int width, float[] gain, float[] shift, float epsilon) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += x[offset + i];
        }
        float mean = (float) (sum / width);
        double squares = 0;
        for (int i = 0; i < width; i++) {
            float distance = x[offset + i] - mean;
            squares += distance * distance;
        }
        float factor = (float) (1 / Math.sqrt(squares / width + epsilon));
        for (int i = 0; i < width; i++) {
            x[offset + i] = (x[offset + i] - mean) * factor * gain[i] + shift[i];
        }
    }
}
