// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.progress.Progress;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two thousand training steps leave neither native objects nor resident memory behind.
class SoakTest {
    @TempDir
    Path folder;

    @Test
    void memoryIsFlatOverTwoThousandSteps() throws IOException {
        try (var objective = new LetterObjective(2);
                var trainer = new Trainer<>(
                        objective,
                        TrainingPlan.of(2500, 1e-3).withIntervals(100, 0, 5000, 1),
                        Compute.plain(),
                        RunFolder.create(folder.resolve("run")))) {
            var watch = new Watch();
            trainer.run(watch, new StopSignal());
            assertThat(watch.objectsAtEnd).isEqualTo(watch.objectsAfterWarmUp);
            // The heap, the code cache and malloc's arenas settle by tens of megabytes; a leaked step is 0.4 MB.
            assertThat(watch.residentAtEnd - watch.residentAfterWarmUp).isLessThan(64L << 20);
        }
    }

    /// Reads both counts after 500 steps and after the last.
    private static final class Watch implements Progress {
        private long steps;
        private long objectsAfterWarmUp;
        private long objectsAtEnd;
        private long residentAfterWarmUp;
        private long residentAtEnd;

        @Override
        public Task start(String name, long total, String unit) {
            return new Task() {
                @Override
                public void advance(long units) {
                    steps += units;
                    if (steps == 500) {
                        objectsAfterWarmUp = Scope.liveObjects();
                        residentAfterWarmUp = Torch.residentBytes();
                    }
                    if (steps == total) {
                        objectsAtEnd = Scope.liveObjects();
                        residentAtEnd = Torch.residentBytes();
                    }
                }

                @Override
                public void note(String text) {}
            };
        }

        @Override
        public void message(String line) {}
    }
}
