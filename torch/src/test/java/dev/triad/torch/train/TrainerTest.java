// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.optim.Schedule;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
    @TempDir
    Path folder;

    private static TrainingPlan plan(long steps) {
        return TrainingPlan.of(steps, 3e-3)
                .withSeed(9)
                .withOptimiser(AdamConfig.adamW(), ParameterRule::bert, Schedule.warmup(3e-3, 10))
                .withIntervals(1, 0, 5, 2);
    }

    private static List<String> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("log.jsonl")).stream()
                .map(line -> line.replaceAll("\"time\":\"[^\"]*\",", ""))
                .toList();
    }

    private static Trainer.Outcome train(TrainingPlan plan, Compute compute, Path run, StopSignal stop)
            throws IOException {
        try (var objective = new LetterObjective(9);
                var trainer = new Trainer<>(
                        objective, plan, compute, Files.exists(run) ? RunFolder.open(run) : RunFolder.create(run))) {
            trainer.resume(false);
            return trainer.run(Progress.NONE, stop);
        }
    }

    @Test
    void itLearns() throws IOException {
        var run = folder.resolve("run");
        var plan =
                plan(150).withIntervals(10, 50, 150, 1).withBest("loss", false).withAverage(0.9);
        assertThat(train(plan, Compute.plain(), run, new StopSignal())).isEqualTo(Trainer.Outcome.COMPLETED);
        var log = Files.readString(run.resolve("log.jsonl"));
        assertThat(log).contains("\"kind\":\"evaluate\"");
        try (var objective = new LetterObjective(1)) {
            double before = objective.evaluate(Compute.plain()).firstEntry().getValue();
            objective.load(run.resolve("checkpoints/best"));
            double after = objective.evaluate(Compute.plain()).firstEntry().getValue();
            assertThat(before).isCloseTo(Math.log(LetterModel.LETTERS), within(0.5));
            assertThat(after).isLessThan(2.4); // the letters' own entropy is about 2.7 nats
        }
        assertThat(run.resolve("checkpoints/step-00000150/ema.safetensors")).exists();
        assertThat(Files.readString(run.resolve("run.json")))
                .contains("\"steps\" : 150", "\"threads\" : 1", "libtorch");
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16"})
    void resumingGivesTheSameLossesBitForBit(DType dtype) throws IOException {
        var compute = Compute.plain().withDtype(dtype);
        var whole = folder.resolve("whole");
        train(plan(16).withAverage(0.9), compute, whole, new StopSignal());

        var parts = folder.resolve("parts");
        // Seven steps, of which five reached a checkpoint; then the rest.
        train(plan(7).withAverage(0.9).withIntervals(1, 0, 5, 2), compute, parts, new StopSignal());
        deleteTree(parts.resolve("checkpoints/step-00000007"));
        train(plan(16).withAverage(0.9), compute, parts, new StopSignal());

        assertThat(losses(parts)).isEqualTo(losses(whole)).hasSize(16);
        for (String file : List.of("model.safetensors", "state.safetensors", "ema.safetensors")) {
            assertThat(parts.resolve("checkpoints/step-00000016").resolve(file))
                    .hasSameBinaryContentAs(
                            whole.resolve("checkpoints/step-00000016").resolve(file));
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        try (var files = Files.list(tree)) {
            for (var file : files.toList()) Files.delete(file);
        }
        Files.delete(tree);
    }

    @Test
    void onlyTheNewestCheckpointsAreKept() throws IOException {
        var run = folder.resolve("run");
        train(plan(17), Compute.plain(), run, new StopSignal());
        try (var names = Files.list(run.resolve("checkpoints"))) {
            assertThat(names.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("step-00000015", "step-00000017");
        }
    }

    @Test
    void aStopSignalLeavesACheckpointOfWhatWasDone() throws IOException {
        var run = folder.resolve("run");
        var stop = new StopSignal();
        stop.request();
        assertThat(train(plan(10), Compute.plain(), run, stop)).isEqualTo(Trainer.Outcome.INTERRUPTED);
        assertThat(run.resolve("checkpoints/step-00000001")).isDirectory();
        assertThat(train(plan(10), Compute.plain(), run, new StopSignal())).isEqualTo(Trainer.Outcome.COMPLETED);
        assertThat(losses(run)).hasSize(10);
    }

    @Test
    void anotherSettingIsRefusedUnlessDriftIsAllowed() throws IOException {
        var run = folder.resolve("run");
        train(plan(5), Compute.plain(), run, new StopSignal());
        assertThatThrownBy(() -> train(plan(9), Compute.plain().withThreads(2), run, new StopSignal()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threads 1, now it is 2");
        assertThatThrownBy(() -> train(plan(9).withSeed(10), Compute.plain(), run, new StopSignal()))
                .hasMessageContaining("seed 9, not 10");
        try (var objective = new LetterObjective(9);
                var trainer = new Trainer<>(objective, plan(9), Compute.plain().withThreads(2), RunFolder.open(run))) {
            assertThat(trainer.resume(true)).isTrue();
            assertThat(trainer.completed()).isEqualTo(5);
        }
    }

    @Test
    void aLossThatIsNoNumberStopsBeforeTheWeightsAreTouched() throws IOException {
        var run = RunFolder.create(folder.resolve("run"));
        try (var objective = new LetterObjective(9)) {
            objective.poisonFrom(6);
            try (var trainer = new Trainer<>(objective, plan(10), Compute.plain(), run)) {
                assertThatThrownBy(() -> trainer.run(Progress.NONE, new StopSignal()))
                        .isInstanceOf(TrainingException.class)
                        .hasMessageContaining("NaN at step 6");
            }
            try (var _ = Scope.open()) {
                objective
                        .model()
                        .uniqueParameters()
                        .values()
                        .forEach(parameter -> assertThat(parameter
                                        .master()
                                        .isfinite()
                                        .logical_not()
                                        .sum()
                                        .item())
                                .isZero());
            }
        }
        assertThat(run.checkpoints().latest())
                .hasValueSatisfying(path -> assertThat(path).endsWith(Path.of("step-00000005")));
    }

    @Test
    void microBatchesAddUpToTheWholeBatch() throws IOException {
        try (var objective = new LetterObjective(9);
                var _ = Scope.open()) {
            var pass = Pass.evaluation(Compute.plain());
            double sum = 0;
            for (var batch : objective.batches(0))
                sum += objective.loss(batch, pass).total().item();
            var both = objective.batches(0);
            var ids = java.util.stream.LongStream.concat(
                            java.util.Arrays.stream(both.get(0).ids()),
                            java.util.Arrays.stream(both.get(1).ids()))
                    .toArray();
            var whole = new LetterObjective.Batch(ids, 8, both.get(0).predictionsOfStep());
            assertThat(objective.loss(whole, pass).total().item()).isCloseTo(sum, within(1e-5));
        }
    }

    @Test
    void aNewRunDoesNotMixWithFilesOfAnother() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> RunFolder.create(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not empty");
        assertThatThrownBy(() -> RunFolder.open(folder.resolve("absent"))).hasMessageContaining("absent");
    }

    @Test
    void batchesDependOnTheStepAlone() {
        try (var one = new LetterObjective(9);
                var other = new LetterObjective(9)) {
            other.batches(3);
            assertThat(other.batches(7).get(1).ids())
                    .isEqualTo(one.batches(7).get(1).ids());
            assertThat(RandomKey.of(9)).isNotEqualTo(RandomKey.of(10));
        }
    }
}
