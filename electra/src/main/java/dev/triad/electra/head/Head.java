// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.electra.encoder.EncoderInput;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;

/// A head on an encoder. Its parameters have the checkpoint's full names, so that it stands beside the encoder in a
/// model.
public abstract class Head extends Module {
    /// @param hidden the encoder's last states of the computed tokens [N, H]
    public abstract Prediction forward(EncoderInput input, Tensor hidden, Pass pass);
}
