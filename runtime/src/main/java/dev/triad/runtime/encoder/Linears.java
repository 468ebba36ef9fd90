// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.core.model.ModelFileException;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.matrix.Matrix;
import dev.triad.runtime.matrix.Tables;
import dev.triad.runtime.model.Weights;

/// Where the linear layers of a model come from.
///
/// @param kernels what they compute with
/// @param weights the model's weights
/// @param tables how exact lookups are
record Linears(Kernels kernels, Weights weights, Tables tables) {
    /// The layer of a name.
    Matrix get(String name, int outputs, int inputs) throws ModelFileException {
        var weight = weights.matrix(name + ".weight", outputs, inputs);
        var bias = weights.vector(name + ".bias", outputs);
        try {
            return Matrix.of(kernels, weight, bias, tables);
        } catch (IllegalArgumentException e) {
            throw weights.fault(name + ".weight", String.valueOf(e.getMessage()));
        }
    }
}
