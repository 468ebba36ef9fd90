// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.model.DType;
import dev.triad.core.progress.Progress;
import dev.triad.quant.Riddle;
import dev.triad.quant.cluster.KMeans;
import dev.triad.quant.plan.Form;
import dev.triad.quant.plan.Plan;
import dev.triad.quant.plan.Rule;
import dev.triad.quant.plan.Sharing;
import dev.triad.quant.product.Codebook;
import dev.triad.quant.scalar.Granularity;
import dev.triad.quant.weight.NamePattern;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.Objective;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import dev.triad.torch.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IterativeQuantizationTest {
    private static final Plan PLAN = new Plan(List.of(
            new Rule(new NamePattern("embeddings.weight"), new Form.Product(8, 16, DType.F16, Sharing.PRIVATE, false)),
            new Rule(new NamePattern("hidden.weight"), new Form.Product(8, 16, DType.F16, Sharing.PRIVATE, false)),
            new Rule(new NamePattern("output.weight"), new Form.Int8(Granularity.CHANNEL)),
            new Rule(NamePattern.ALL, new Form.Dense(DType.F16))));
    private static final List<Stage> STAGES = List.of(
            new Stage("hidden", new NamePattern("hidden.*")), new Stage("table", new NamePattern("embeddings.*")));

    @TempDir
    Path folder;

    private static StageSettings settings(@Nullable TrainingPlan training) {
        return new StageSettings(training, Codebook.Gradient.MEAN, 10, KMeans.Manner.CORRECTED, 3);
    }

    private static TrainingPlan training() {
        return TrainingPlan.of(40, 1e-2).withIntervals(10, 0, 7, 1);
    }

    /// A model that has learned.
    private Riddle taught() throws IOException {
        var riddle = new Riddle(1);
        var run = folder.resolve("teacher");
        try (var trainer = new Trainer<>(
                riddle,
                TrainingPlan.of(400, 1e-2).withIntervals(100, 0, 400, 1),
                Compute.plain(),
                Files.exists(run) ? RunFolder.open(run) : RunFolder.create(run))) {
            if (!trainer.resume(false)) trainer.run(Progress.NONE, new StopSignal());
        }
        return riddle;
    }

    private static double accuracy(Riddle riddle) {
        return riddle.evaluate(Compute.plain()).getOrDefault("accuracy", 0.0);
    }

    @Test
    void trainingBetweenStagesWinsBackWhatCompressionLost() throws IOException {
        try (var riddle = taught()) {
            assertThat(accuracy(riddle)).isGreaterThan(0.97);
            double without;
            try (var stages = new IterativeQuantization<>(
                    riddle, PLAN, STAGES, settings(null), Compute.plain(), folder.resolve("plain"))) {
                assertThat(stages.run(Progress.NONE, new StopSignal())).isTrue();
                without = accuracy(riddle);
            }
            assertThat(accuracy(riddle)).as("closing takes the codes away").isGreaterThan(0.97);
            assertThat(without).isLessThan(0.9);
            try (var stages = new IterativeQuantization<>(
                    riddle, PLAN, STAGES, settings(training()), Compute.plain(), folder.resolve("tuned"))) {
                assertThat(stages.order().keySet().stream().map(Stage::name))
                        .containsExactly("hidden", "table", "rest");
                assertThat(stages.run(Progress.NONE, new StopSignal())).isTrue();
                double with = accuracy(riddle);
                assertThat(with).isGreaterThan(without + 0.05);
                stages.settle();
                assertThat(accuracy(riddle)).isEqualTo(with);
                var hidden = Objects.requireNonNull(riddle.model().parameters().get("hidden.weight"));
                assertThat(blocks(hidden.master().toFloats())).hasSizeLessThanOrEqualTo(16);
            }
            assertThat(Files.readString(folder.resolve("tuned/stages.json")))
                    .contains("hidden compressed", "hidden trained", "table trained", "rest trained", "accuracy");
        }
    }

    private static Set<String> blocks(float[] values) {
        var blocks = new HashSet<String>();
        for (int i = 0; i < values.length; i += 8) blocks.add(Arrays.toString(Arrays.copyOfRange(values, i, i + 8)));
        return blocks;
    }

    @Test
    void aRunThatIsBrokenOffAnywhereEndsWithTheSameWeights() throws IOException {
        var whole = finish(folder.resolve("whole"), Long.MAX_VALUE);
        for (long steps : new long[] {1, 25, 40, 41, 66, 110}) {
            var place = folder.resolve("broken-" + steps);
            finish(place, steps); // stops after so many steps
            assertThat(finish(place, Long.MAX_VALUE)).isEqualTo(whole);
        }
    }

    private List<String> finish(Path place, long steps) throws IOException {
        try (var riddle = taught();
                var stop = new StopSignal()) {
            var asked = new long[1];
            riddle.onStep(_ -> {
                if (++asked[0] == steps) stop.request();
            });
            try (var stages =
                    new IterativeQuantization<>(riddle, PLAN, STAGES, settings(training()), Compute.plain(), place)) {
                assertThat(stages.run(Progress.NONE, stop)).isEqualTo(steps == Long.MAX_VALUE);
                stages.settle();
            }
            return riddle.model().uniqueParameters().values().stream()
                    .map(parameter -> Arrays.toString(parameter.master().toFloats()))
                    .toList();
        }
    }

    @Test
    void aTeacherPullsAnswersTowardsItsOwn() throws IOException {
        try (var student = taught();
                var teacher = taught()) {
            var distilled = new Distilled<>(student, teacher, Distilled.Answers.CLASSES, 1, 0, 2);
            try (var stages = new IterativeQuantization<>(
                    distilled, PLAN, STAGES, settings(training()), Compute.plain(), folder.resolve("run"))) {
                assertThat(stages.run(Progress.NONE, new StopSignal())).isTrue();
                assertThat(accuracy(student)).isGreaterThan(0.7);
            }
            assertThat(Files.readString(folder.resolve("run/1-hidden/run/log.jsonl")))
                    .contains("teacher_loss");
        }
    }

    @Test
    void equalModelsDoNotDiverge() throws IOException {
        try (var one = new Riddle(5);
                var two = new Riddle(5);
                var _ = Scope.open()) {
            for (var answers : Distilled.Answers.values()) {
                var distilled = new Distilled<>(one, two, answers, 1, 0.5, 1);
                var part = distilled.batches(0).getFirst();
                assertThat(part.share()).isEqualTo(0.5);
                var loss = distilled.loss(part, Pass.evaluation(Compute.plain()));
                assertThat(part(loss, "teacher_loss")).isCloseTo(0, within(1e-6));
                assertThat(loss.total().item()).isCloseTo(part(loss, "task_loss") / 2, within(1e-6));
            }
        }
    }

    private static double part(Loss loss, String name) {
        return Objects.requireNonNull(loss.parts().get(name)).item();
    }

    @Test
    void anEstimateShowsSizesAndErrorsInOrder() throws IOException {
        try (var riddle = taught();
                var stages = new IterativeQuantization<>(
                        riddle, PLAN, STAGES, settings(null), Compute.plain(), folder.resolve("none"))) {
            var table = stages.estimate();
            assertThat(table.stream().map(row -> row.decision().weight().name()))
                    .containsExactly("hidden.weight", "embeddings.weight", "output.weight");
            assertThat(table.get(1).before()).isEqualTo(256 * 32 * 4);
            assertThat(table.get(1).after()).isEqualTo(256 * 4 / 2 + 16 * 8 * 2);
            assertThat(table.get(0).relativeError()).isBetween(0.1, 0.9);
            assertThat(table.get(2).relativeError()).isLessThan(1e-3);
            assertThat(folder.resolve("none")).doesNotExist();
        }
    }

    @Test
    void rowScalesTrainAndTheirCodesAreKept() throws IOException {
        var plan = new Plan(List.of(
                new Rule(
                        new NamePattern("embeddings.weight|hidden.weight"),
                        new Form.Product(4, 16, DType.F16, Sharing.PRIVATE, true)),
                new Rule(NamePattern.ALL, new Form.Dense(DType.F16))));
        List<float[]> first = new ArrayList<>();
        for (int attempt = 0; attempt < 2; attempt++) { // the second reads what the first found
            try (var riddle = taught();
                    var _ = Scope.open();
                    var stages = new IterativeQuantization<>(
                            riddle, plan, STAGES, settings(training()), Compute.plain(), folder.resolve("scaled"))) {
                assertThat(stages.estimate().get(1).relativeError()).isBetween(0.01, 0.5);
                assertThat(stages.run(Progress.NONE, new StopSignal())).isTrue();
                assertThat(accuracy(riddle)).isGreaterThan(0.8);
                var codes = Objects.requireNonNull(stages.codes().get("embeddings.weight"));
                stages.settle();
                var table = Objects.requireNonNull(riddle.model().parameters().get("embeddings.weight"));
                assertThat(codes.decodeTo(WeightRows.of(table))).isTrue();
                assertThat(codes.rowScales().orElseThrow()).hasSize(256);
                first.add(table.master().toFloats());
            }
        }
        assertThat(first.get(1)).isEqualTo(first.get(0));
    }

    @Test
    void stagesMustFitAndKeepCodebooksWhole() throws IOException {
        try (var riddle = new Riddle(2)) {
            assertThatThrownBy(() -> new IterativeQuantization<>(
                            riddle,
                            PLAN,
                            List.of(new Stage("a", new NamePattern("decoder.*"))),
                            settings(null),
                            Compute.plain(),
                            folder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("decoder.*");
        }
        try (var twins = new Twins()) {
            var shared = new Plan(List.of(
                    new Rule(new NamePattern("*.weight"), new Form.Product(4, 16, DType.F16, Sharing.KIND, false)),
                    new Rule(NamePattern.ALL, new Form.Dense(DType.F16))));
            assertThatThrownBy(() -> new IterativeQuantization<>(
                            twins,
                            shared,
                            List.of(new Stage("one", new NamePattern("layer.0.*"))),
                            settings(null),
                            Compute.plain(),
                            folder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("layer.1.weight is in stage rest, but others with its codebook");
        }
    }

    /// Two layers of one kind; nothing is learned.
    private static final class Twins implements Objective<Object>, AutoCloseable {
        private static final class Net extends Module {
            Net() {
                child("layer.0", new Linear(8, 32));
                child("layer.1", new Linear(8, 32));
                nameParameters();
            }
        }

        private final Net net = new Net();

        @Override
        public Module model() {
            return net;
        }

        @Override
        public List<Object> batches(long step) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Loss loss(Object batch, Pass pass) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SequencedMap<String, Double> evaluate(Compute compute) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            net.close();
        }
    }

    @Test
    void encodersAreCompressedFromFeedForwardToAttention() {
        var names = List.of(
                "electra.embeddings.word_embeddings.weight",
                "electra.embeddings_project.weight",
                "electra.encoder.layer.0.attention.self.query.weight",
                "electra.encoder.layer.0.attention.output.dense.weight",
                "electra.encoder.layer.0.intermediate.dense.weight",
                "electra.encoder.layer.0.output.dense.weight",
                "classifier.weight");
        var stages = Stage.encoder(names);
        assertThat(stages.stream().map(Stage::name)).containsExactly("feed-forward", "embeddings", "attention");
        assertThat(stages.get(0).pattern().require(names)).containsExactly(names.get(4), names.get(5));
        assertThat(stages.get(1).pattern().require(names)).containsExactly(names.get(0), names.get(1));
        assertThat(stages.get(2).pattern().require(names)).containsExactly(names.get(2), names.get(3));
        assertThat(Stage.encoder(List.of("fc.weight"))).isEmpty();
    }
}
