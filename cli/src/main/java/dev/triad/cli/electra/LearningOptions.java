// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.cli.machine.ComputeOptions;
import dev.triad.cli.training.NoiseOptions;
import dev.triad.cli.training.StageOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The mixin of commands in which a model learns a task: by what rows, how, with what noise, on what.
final class LearningOptions {
    @Option(
            names = "--dev",
            paramLabel = "FILE",
            description = "The file to judge by; without one, a share of the rows to learn from is held out.")
    @Nullable
    Path dev;

    @Option(
            names = "--held-out",
            defaultValue = "0.1",
            paramLabel = "SHARE",
            description = "That share; default ${DEFAULT-VALUE}.")
    double heldOut;

    @Mixin
    TaskOptions columns;

    @Mixin
    QuestionOptions questions;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            description = "The metric that decides which checkpoint is best, such as accuracy, f1, matthews, pearson,"
                    + " span_f1; by default the task's own.")
    @Nullable
    String metric;

    @Mixin
    TrainingOptions training;

    @Mixin
    NoiseOptions noise;

    @Mixin
    LayerOptions layers;

    @Mixin
    StageOptions stages;

    @Mixin
    ComputeOptions compute;
}
