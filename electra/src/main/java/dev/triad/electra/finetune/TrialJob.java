// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.progress.Progress;
import dev.triad.torch.nn.Compute;
import java.io.IOException;

/// Everything that is the same for all trials.
public interface TrialJob {
    /// How tasks are learned.
    FineTuningSettings settings();

    /// On what.
    Compute compute();

    /// How a lesson is learned.
    Course course();

    /// Takes a fresh copy of the starting point; the caller closes it.
    ///
    /// @param seed of every draw
    /// @param progress is told what starts from random values
    Lesson<?> begin(long seed, Progress progress) throws IOException;
}
