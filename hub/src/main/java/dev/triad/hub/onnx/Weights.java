// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import java.io.IOException;

/// Where an export takes weights from, under the names Hugging Face's class has for them
/// (`electra.encoder.layer.0.output.dense.weight`): `source::floats` of a [tensor
/// source][dev.triad.core.model.TensorSource], a model in memory, a map.
@FunctionalInterface
public interface Weights {
    /// The values of a tensor in row-major order. Asked once for each, while the file is written.
    ///
    /// @throws IOException if there is no such tensor or it cannot be read
    float[] floats(String name) throws IOException;
}
