// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.progress.Progress;
import dev.triad.quant.Riddle;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import dev.triad.torch.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTrainingTest {
    @TempDir
    Path folder;

    private static List<String> train(Path place, List<String> rules, long steps, long stopAfter) throws IOException {
        try (var riddle = new Riddle(4);
                var stop = new StopSignal()) {
            NoisePlan.parse(rules).install(riddle.model());
            var asked = new long[1];
            riddle.onStep(_ -> {
                if (++asked[0] == stopAfter) stop.request();
            });
            var plan = TrainingPlan.of(steps, 1e-2).withIntervals(5, 0, 100, 1);
            var run = Files.exists(place) ? RunFolder.open(place) : RunFolder.create(place);
            try (var trainer = new Trainer<>(riddle, plan, Compute.plain(), run)) {
                trainer.resume(false);
                trainer.run(Progress.NONE, stop);
            }
            return riddle.model().uniqueParameters().values().stream()
                    .map(parameter -> Arrays.toString(parameter.master().toFloats()))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "int4,grids=group-32", "mean", "pq-exact,centroids=8", "pq"})
    void aRunThatIsBrokenOffBetweenRefreshesEndsWithTheSameWeights(String kind) throws IOException {
        var rules =
                List.of("output.weight=none", "*=" + kind + ",rate=0:0.4:10" + (kind.equals("pq") ? "" : ",refresh=5"));
        var whole = train(folder.resolve("whole"), rules, 23, -1);
        train(folder.resolve("broken"), rules, 23, 8);
        assertThat(train(folder.resolve("broken"), rules, 23, -1)).isEqualTo(whole);
        assertThat(train(folder.resolve("other"), List.of("*=none"), 23, -1)).isNotEqualTo(whole);
    }

    @Test
    void aModelLearnsUnderNoise() throws IOException {
        try (var riddle = new Riddle(4)) {
            NoisePlan.parse(List.of("*=pq,rate=0.1")).install(riddle.model());
            var plan = TrainingPlan.of(400, 1e-2).withIntervals(100, 0, 400, 1);
            try (var trainer = new Trainer<>(riddle, plan, Compute.plain(), RunFolder.create(folder.resolve("run")))) {
                trainer.run(Progress.NONE, new StopSignal());
            }
            assertThat(riddle.evaluate(Compute.plain()).getOrDefault("accuracy", 0.0))
                    .isGreaterThan(0.9);
        }
    }
}
