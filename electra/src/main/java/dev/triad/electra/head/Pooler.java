// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;

/// BERT's pooler: tanh of a dense layer on the first token.
final class Pooler extends Module {
    private final Linear dense;

    Pooler(EncoderConfig config) {
        dense = child(
                "dense",
                new Linear(
                        config.hiddenSize(),
                        config.hiddenSize(),
                        Initializer.truncatedNormal(config.initializerRange())));
    }

    /// First tokens [B, H] → [B, H].
    Tensor forward(Tensor first, Pass pass) {
        return dense.forward(first, pass).tanh();
    }
}
