// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.encoder;

import dev.triad.core.model.ModelFileException;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.model.Weights;
import dev.triad.runtime.work.Turn;

/// Layer norm.
@SuppressWarnings("ArrayRecordComponent") // never compared
record Norm(Kernels kernels, float[] gain, float[] shift, float epsilon) {
    /// Rows that are done at a time: enough that handing them out costs nothing.
    private static final int CHUNK = 16;

    /// The norm of a name.
    static Norm of(Kernels kernels, Weights weights, String name, int width, float epsilon) throws ModelFileException {
        return new Norm(
                kernels, weights.vector(name + ".weight", width), weights.vector(name + ".bias", width), epsilon);
    }

    /// Normalises one row.
    void apply(float[] x, int offset) {
        kernels.normalize(x, offset, gain.length, gain, shift, epsilon);
    }

    /// Normalises rows `x + y`, in `x`.
    void applyToSum(Turn turn, float[] x, float[] y, int stride, int rows) {
        turn.each(Math.ceilDiv(rows, CHUNK), (chunk, _) -> {
            int end = Math.min(rows, (chunk + 1) * CHUNK);
            for (int row = chunk * CHUNK; row < end; row++) {
                kernels.add(x, row * stride, y, row * stride, gain.length);
                apply(x, row * stride);
            }
        });
    }
}
