// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import dev.triad.core.model.packed.Int4Weight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.work.Scratch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Half bytes, brought into tiles once: of each byte the low half is output j of the tile, the high one j + 32.
final class NibbleMatrix extends TiledMatrix {
    /// `[inputs][32]` for each tile.
    private final byte[][] codes;

    /// Inputs that have a grid together.
    private final int group;

    /// `[groups][64]` for each tile.
    private final float[][] scales;

    private final float[][] zeros;

    NibbleMatrix(Kernels kernels, Int4Weight weight, float[] bias) {
        super(kernels, weight, bias);
        int inputs = inputs();
        group = weight.group() == 0 ? inputs : weight.group();
        int groups = inputs / group;
        codes = new byte[tiles()][inputs * Kernels.PANEL];
        scales = new float[tiles()][groups * Kernels.TILE];
        zeros = new float[tiles()][groups * Kernels.TILE];
        int rowBytes = (inputs + 1) / 2;
        var row = new byte[rowBytes];
        for (int j = 0; j < outputs(); j++) {
            MemorySegment.copy(weight.nibbles(), ValueLayout.JAVA_BYTE, (long) j * rowBytes, row, 0, rowBytes);
            int tile = j / Kernels.TILE;
            int within = j % Kernels.TILE;
            for (int k = 0; k < inputs; k++) {
                int code = k % 2 == 0 ? row[k / 2] & 15 : (row[k / 2] & 0xFF) >>> 4;
                int at = k * Kernels.PANEL + within % Kernels.PANEL;
                codes[tile][at] |= (byte) (within < Kernels.PANEL ? code : code << 4);
            }
            for (int g = 0; g < groups; g++) {
                scales[tile][g * Kernels.TILE + within] = weight.scales().scale()[j * groups + g];
                zeros[tile][g * Kernels.TILE + within] = weight.scales().zero()[j * groups + g];
            }
        }
    }

    @Override
    void decode(int tile, float[] panels, Scratch scratch) {
        for (int row = 0; row < inputs(); row += group) {
            kernels.decodeNibbles(
                    codes[tile],
                    row * Kernels.PANEL,
                    group,
                    scales[tile],
                    zeros[tile],
                    row / group * Kernels.TILE,
                    panels,
                    row,
                    inputs());
        }
    }
}
