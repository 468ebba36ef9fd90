// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import dev.triad.core.model.packed.PackedWeight;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.work.Scratch;
import java.util.Arrays;

/// Any weight, decoded row by row where it lies.
final class RowMatrix extends TiledMatrix {
    private final PackedWeight weight;

    RowMatrix(Kernels kernels, PackedWeight weight, float[] bias) {
        super(kernels, weight, bias);
        this.weight = weight;
    }

    @Override
    void decode(int tile, float[] panels, Scratch scratch) {
        decode(weight, tile, scratch.floats(Scratch.Use.ROW, inputs()), panels);
    }

    /// Decodes the rows of a tile and turns them into panels; outputs that do not exist become zero.
    ///
    /// @param row room for a row
    /// @param panels one panel or two
    static void decode(PackedWeight weight, int tile, float[] row, float[] panels) {
        int inputs = weight.shape().columns();
        int first = tile * Kernels.TILE;
        int end = Math.min(Kernels.TILE, panels.length / inputs);
        for (int j = 0; j < end; j++) {
            if (first + j < weight.shape().rows()) {
                weight.decodeRow(first + j, row, 0);
            } else {
                Arrays.fill(row, 0, inputs, 0);
            }
            int to = j / Kernels.PANEL * inputs * Kernels.PANEL + j % Kernels.PANEL;
            for (int k = 0; k < inputs; k++) {
                panels[to + k * Kernels.PANEL] = row[k];
            }
        }
    }
}
