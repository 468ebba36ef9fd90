// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.torch.train.Objective;
import java.io.IOException;
import java.nio.file.Path;

/// What one trial learns: a model at its starting point, how it is judged, and how it is handed over.
///
/// @param <B> a micro-batch
public interface Lesson<B> extends AutoCloseable {
    /// What is minimised.
    Objective<B> objective();

    /// Layers of the encoder.
    int layers();

    /// Steps in which every row is seen once.
    long stepsPerEpoch();

    /// The name of the metric that decides which checkpoint is best.
    String deciding();

    /// Nanoseconds that evaluations took so far.
    long evaluating();

    /// Judges the model.
    ///
    /// @param seconds how long it learned, evaluations not counted
    TrialResult result(long seed, long steps, double seconds);

    /// Writes the model into an empty folder.
    void export(Path folder) throws IOException;

    @Override
    void close();
}
