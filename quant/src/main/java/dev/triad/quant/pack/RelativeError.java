// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.model.packed.PackedWeight;
import dev.triad.quant.weight.WeightRows;

/// How far a packed weight is from the weight.
public final class RelativeError {
    private RelativeError() {}

    /// The squared error as a share of the squared weights; 0 where there is no error.
    public static double of(WeightRows weight, PackedWeight packed) {
        int columns = packed.shape().columns();
        var decoded = new float[columns];
        var values = new float[columns];
        double error = 0;
        double norm = 0;
        for (int row = 0; row < packed.shape().rows(); row++) {
            packed.decodeRow(row, decoded, 0);
            weight.read((long) row * columns, values, columns);
            for (int i = 0; i < columns; i++) {
                double off = decoded[i] - (double) values[i];
                error += off * off;
                norm += values[i] * (double) values[i];
            }
        }
        return error == 0 ? 0 : error / norm;
    }
}
