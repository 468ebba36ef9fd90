// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;

/// Something to minimise: a model, where its batches come from, and what is measured. Pretraining, tasks, codecs
/// and priors implement it; the trainer and the quantiser's fine-tuning stages drive any of them without knowing
/// which.
///
/// @param <B> one micro-batch, as Java data on the host
public interface Objective<B> {
    /// What is trained.
    Module model();

    /// The micro-batches of one optimiser step. They depend on the step alone, never on what was asked before:
    /// that is what makes a resume exact.
    List<B> batches(long step) throws IOException;

    /// The share of one micro-batch in the step's loss. The shares of a step's micro-batches add up to its loss, so
    /// normalise by counts over the whole step, which the batch carries.
    Loss loss(B batch, Pass pass);

    /// Metrics on held-out data by name, for the log and the choice of the best checkpoint.
    SequencedMap<String, Double> evaluate(Compute compute) throws IOException;

    /// Writes the model's files into a fresh checkpoint folder.
    default void save(Path folder) throws IOException {
        Weights.write(model(), folder.resolve("model.safetensors"));
    }

    /// Takes the model's weights from a checkpoint folder.
    default void load(Path folder) throws IOException {
        Weights.read(model(), folder.resolve("model.safetensors"));
    }
}
