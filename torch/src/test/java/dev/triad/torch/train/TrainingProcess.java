// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import dev.triad.core.progress.Progress;
import dev.triad.torch.nn.AttentionForm;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.optim.Schedule;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A whole training run as a process of its own, which tests kill and interrupt. Arguments: run folder, steps,
/// dtype, threads.
final class TrainingProcess {
    private TrainingProcess() {}

    public static void main(String[] arguments) throws IOException {
        var run = Path.of(arguments[0]);
        var compute = new Compute(
                Device.CPU, DType.parse(arguments[2]), AttentionForm.EXPLICIT, Integer.parseInt(arguments[3]));
        var plan = TrainingPlan.of(Long.parseLong(arguments[1]), 3e-3)
                .withSeed(4)
                .withOptimiser(AdamConfig.electra(), ParameterRule::bert, Schedule.warmup(3e-3, 10))
                .withAverage(0.99)
                .withIntervals(1, 40, 7, 2)
                .withBest("loss", false);
        try (var objective = new LetterObjective(4);
                var stop = StopSignal.onInterrupt();
                var trainer = new Trainer<>(
                        objective, plan, compute, Files.exists(run) ? RunFolder.open(run) : RunFolder.create(run))) {
            trainer.resume(false);
            trainer.run(Progress.NONE, stop);
        }
    }
}
