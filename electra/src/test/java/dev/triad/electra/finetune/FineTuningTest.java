// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.finetune.task.Answer;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.ScoreRange;
import dev.triad.electra.finetune.task.Task;
import dev.triad.electra.finetune.task.TaskData;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.optim.Adam;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.Gradients;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.tensor.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FineTuningTest {
    private static final Task TAGS = Task.of("tags", Problem.TAGGING, List.of("O", "B-X", "I-X"), ScoreRange.UNIT);
    private static final Task TOPICS = Task.of("topics", Problem.MULTI_LABEL, List.of("a", "b", "c"), ScoreRange.UNIT);
    private static final Task SIZE = Task.of("size", Problem.REGRESSION, Task.SCORE, new ScoreRange(0, 5));

    private static TaskModels models(double dropout, Task... tasks) {
        var configs = new LinkedHashMap<String, ModelConfig>();
        for (var task : tasks) {
            configs.put(
                    task.name(),
                    new ModelConfig(
                            Tiny.encoder(dropout),
                            task.problem().head(true),
                            task.labels(),
                            task.problem().problemType()));
        }
        var models = new TaskModels(configs);
        models.initialize(RandomKey.of(5));
        return models;
    }

    /// Every second token is a word with a tag.
    private static List<EncodedRow> tagged(int count) {
        var rows = new ArrayList<EncodedRow>();
        for (var row : Tiny.parity(count, 21)) {
            int words = (row.length() - 1) / 2;
            var places = new int[words];
            var tags = new int[words];
            for (int i = 0; i < words; i++) {
                places[i] = 1 + 2 * i;
                tags[i] = row.ids()[places[i]] % 3;
            }
            rows.add(new EncodedRow(row.ids(), row.types(), places, new Answer.Tags(tags), false));
        }
        return rows;
    }

    static Stream<TaskData> tasks() {
        var topics = Tiny.rows(8, 22, token -> token % 2 == 0 ? Tiny.labels(0, 2) : Tiny.labels(1));
        var sizes = Tiny.rows(8, 23, token -> new Answer.Score(token / 4.0));
        return Stream.of(
                Tiny.data(Tiny.PARITY, Tiny.parity(8, 20), Tiny.parity(8, 20)),
                Tiny.data(TAGS, tagged(8), tagged(8)),
                Tiny.data(TOPICS, topics, topics),
                Tiny.data(SIZE, sizes, sizes));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void oneBatchIsLearnedByHeart(TaskData data) {
        try (var models = models(0, data.task())) {
            var tuning = new FineTuning(models, List.of(data), Tiny.settings(), 1);
            double first = 0;
            double last = 0;
            try (var adam = new Adam(models.uniqueParameters(), AdamConfig.adamW(), ParameterRule::bert, 1)) {
                for (int step = 0; step < 200; step++) {
                    try (var _ = Scope.open()) {
                        var batch = tuning.batches(step).getFirst();
                        var loss = tuning.loss(batch, Pass.training(Compute.plain(), RandomKey.of(1), step, 0));
                        loss.total().backward();
                        adam.step(1e-2, Gradients.clip(Gradients.norm(adam.leaves()), 1));
                        Gradients.clear(adam.leaves());
                        last = loss.total().item();
                        if (step == 0) first = last;
                    }
                }
            }
            assertThat(last).isLessThan(first / 20);
            var evaluation = tuning.judge(0, data.train(), Compute.plain());
            assertThat(evaluation.metrics().firstEntry().getValue()).isGreaterThan(0.99);
            assertThat(evaluation.degenerate()).isEmpty();
        }
    }

    @Test
    void theSumOverABatchAtChanceIsItsSizeTimesLogTwo() {
        var data = Tiny.data(Tiny.PARITY, Tiny.parity(32, 1), Tiny.parity(4, 2));
        var base = Tiny.settings(1, 32, true);
        var settings = new FineTuningSettings(
                1, 32, 32, base.learningRate(), 0.8, base.decayMode(), 0.1, 0.01, 1, true, 0, false, 1, 0, 3, 1);
        try (var models = models(0, Tiny.PARITY);
                var _ = Scope.open()) {
            models.uniqueParameters().forEach((name, parameter) -> {
                if (name.startsWith("classifier"))
                    parameter.assign(parameter.master().mul(0));
            });
            var tuning = new FineTuning(models, List.of(data), settings, 1);
            var loss = tuning.loss(tuning.batches(0).getFirst(), Pass.evaluation(Compute.plain()));
            assertThat(loss.total().item()).isCloseTo(32 * Math.log(2), within(1e-4)); // about 22.2
        }
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void microBatchesAddUpToTheWholeBatch(TaskData data) {
        try (var models = models(0, data.task())) {
            var whole = gradients(models, data, 8);
            var parts = gradients(models, data, 3);
            assertThat(parts.keySet()).isEqualTo(whole.keySet());
            whole.forEach((name, expected) -> {
                var actual = parts.getOrDefault(name, new float[0]);
                assertThat(actual).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
            });
        }
    }

    private static Map<String, float[]> gradients(TaskModels models, TaskData data, int microBatch) {
        var tuning = new FineTuning(models, List.of(data), Tiny.settings(1, microBatch, false), 1);
        var gradients = new LinkedHashMap<String, float[]>();
        try (var _ = Scope.open()) {
            var batches = tuning.batches(0);
            assertThat(batches).hasSize(Math.ceilDiv(8, microBatch));
            for (var batch : batches) {
                tuning.loss(batch, Pass.evaluation(Compute.plain())).backward();
            }
            models.uniqueParameters().forEach((name, parameter) -> {
                var gradient = parameter.master().grad();
                if (gradient != null) gradients.put(name, gradient.toFloats());
                parameter.master().clearGrad();
            });
        }
        return gradients;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void layersComputedAgainGiveTheSameGradients(int frozen) {
        var data = Tiny.data(Tiny.PARITY, Tiny.parity(8, 20), Tiny.parity(8, 20));
        try (var models = models(0.3, Tiny.PARITY)) {
            models.freeze(frozen);
            var usual = training(models, data, false);
            var again = training(models, data, true);
            assertThat(again.keySet()).isEqualTo(usual.keySet()).hasSizeGreaterThan(1);
            usual.forEach((name, expected) -> {
                var actual = again.getOrDefault(name, new float[0]);
                assertThat(actual).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f));
            });
        }
    }

    /// Gradients of a step with dropout.
    private static Map<String, float[]> training(TaskModels models, TaskData data, boolean recompute) {
        var settings = new FineTuningSettings(
                1, 8, 4, 3e-3, 0.8, LayerwiseDecay.Mode.CORRECTED, 0.1, 0, 1, false, 0, recompute, 1, 0, 3, 1);
        var tuning = new FineTuning(models, List.of(data), settings, 1);
        var gradients = new LinkedHashMap<String, float[]>();
        try (var _ = Scope.open()) {
            int micro = 0;
            for (var batch : tuning.batches(0)) {
                tuning.loss(batch, Pass.training(Compute.plain(), RandomKey.of(2), 0, micro++))
                        .backward();
            }
            models.uniqueParameters().forEach((name, parameter) -> {
                var gradient = parameter.master().grad();
                if (gradient != null) gradients.put(name, gradient.toFloats());
                parameter.master().clearGrad();
            });
        }
        return gradients;
    }

    @Test
    void severalTasksTrainOneEncoder() throws IOException {
        var parity = Tiny.parityData();
        var tags = Tiny.data(TAGS, tagged(40), tagged(10));
        try (var models = models(0, Tiny.PARITY, TAGS)) {
            assertThat(models.uniqueParameters().keySet())
                    .contains("parity.electra.embeddings.word_embeddings.weight", "tags.classifier.weight")
                    .noneMatch(name -> name.startsWith("tags.electra"));
            var tuning = new FineTuning(models, List.of(parity, tags), Tiny.settings(), 1);
            assertThat(tuning.stepsPerEpoch()).isEqualTo(9 + 5);
            var drawn = new int[2];
            for (int step = 0; step < 14; step++)
                drawn[tuning.batches(step).getFirst().task()]++;
            assertThat(drawn).containsExactly(9, 5);
            try (var _ = Scope.open()) {
                var batch = tuning.batches(0).getFirst();
                var loss = tuning.loss(batch, Pass.evaluation(Compute.plain()));
                assertThat(loss.parts().keySet()).containsExactly(batch.task() == 0 ? "loss_parity" : "loss_tags");
            }
            var metrics = tuning.evaluate(Compute.plain());
            assertThat(metrics.keySet()).contains("parity_accuracy", "tags_span_f1", "average");
            double sum = metrics.getOrDefault("parity_accuracy", -1.0) + metrics.getOrDefault("tags_span_f1", -1.0);
            assertThat(metrics.get("average")).isEqualTo(sum / 2);
        }
    }

    @Test
    void frozenLayersAndTheEmbeddingsBelowThemHaveNoGradient() {
        try (var models = models(0, Tiny.PARITY)) {
            models.freeze(1);
            var data = Tiny.data(Tiny.PARITY, Tiny.parity(8, 1), Tiny.parity(4, 2));
            assertThat(gradients(models, data, 8).keySet())
                    .contains("classifier.weight", "electra.encoder.layer.1.output.dense.weight")
                    .noneMatch(name -> name.contains("embeddings") || name.contains("layer.0"));
        }
    }

    @Test
    void rowsOfOneAnswerEachAreNotMixedUp() {
        var rows = Tiny.parity(30, 7);
        try (var models = models(0, Tiny.PARITY)) {
            var tuning = new FineTuning(models, List.of(Tiny.parityData()), Tiny.settings(), 1);
            assertThat(tuning.model()).isSameAs(models);
            var predictor = new dev.triad.electra.finetune.predict.Predictor(
                    models.models().getFirst(), Problem.SINGLE_LABEL, Compute.plain());
            var together = predictor.answers(rows, Progress.Task.NONE);
            for (int i = 0; i < rows.size(); i++) {
                var alone = predictor
                        .answers(rows.subList(i, i + 1), Progress.Task.NONE)
                        .getFirst();
                assertThat(together.get(i)[0][1]).isCloseTo(alone[0][1], within(1e-5));
            }
        }
    }
}
