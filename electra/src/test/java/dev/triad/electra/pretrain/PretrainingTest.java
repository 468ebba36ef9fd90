// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.data.ShardSet;
import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.train.Loss;
import dev.triad.torch.train.RunFolder;
import dev.triad.torch.train.StopSignal;
import dev.triad.torch.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainingTest {
    @TempDir
    Path folder;

    private ShardSet text;

    @BeforeEach
    void write() throws IOException {
        text = Sentences.write(folder, 200, 16);
    }

    @AfterEach
    void close() {
        text.close();
    }

    private Pretraining pretraining(PretrainingConfig config, PretrainingModel model) {
        return new Pretraining(config, model, new Pretraining.Text(text, null, text, Sentences.vocabulary()), _ -> {});
    }

    private static Pass pass(long step) {
        return Pass.training(Compute.plain(), RandomKey.of(1), step, 0);
    }

    /// Gradients of one step by parameter, summed over its micro-batches; absent ones as empty arrays.
    private static Map<String, float[]> gradients(Pretraining pretraining, long step) {
        try (var _ = Scope.open()) {
            var batches = pretraining.batches(step);
            for (int micro = 0; micro < batches.size(); micro++) {
                pretraining
                        .loss(batches.get(micro), Pass.training(Compute.plain(), RandomKey.of(1), step, micro))
                        .total()
                        .backward();
            }
            var gradients = new TreeMap<String, float[]>();
            pretraining.model().uniqueParameters().forEach((name, parameter) -> {
                var gradient = parameter.master().grad();
                gradients.put(name, gradient == null ? new float[0] : gradient.toFloats());
                parameter.master().clearGrad();
            });
            return gradients;
        }
    }

    private static boolean isZero(float[] values) {
        for (float value : values) if (value != 0) return false;
        return true;
    }

    private static Map<String, Double> parts(Loss loss) {
        var values = new LinkedHashMap<String, Double>();
        loss.parts().forEach((name, value) -> values.put(name, value.item()));
        return values;
    }

    @Test
    void anUntrainedModelKnowsNothing() {
        var config = Sentences.config(Map.of());
        try (var model = Sentences.model(config);
                var _ = Scope.open()) {
            var loss = pretraining(config, model)
                    .loss(pretraining(config, model).batches(0).getFirst(), pass(0));
            var parts = parts(loss);
            assertThat(parts.get("generator_loss")).isCloseTo(Math.log(25), within(0.15));
            assertThat(parts.get("discriminator_loss")).isCloseTo(Math.log(2), within(0.15));
            assertThat(loss.total().item())
                    .isCloseTo(parts.get("generator_loss") + 50 * parts.get("discriminator_loss"), within(1e-4));
        }
    }

    @Test
    void theDiscriminatorSaysNothingToTheGeneratorButThroughTheTables() {
        // A weight too small for f32 leaves the discriminator's loss alone.
        var config = Sentences.config(Map.of("generator_weight", 1e-300));
        try (var model = Sentences.model(config)) {
            var gradients = gradients(pretraining(config, model), 0);
            gradients.forEach((name, gradient) -> {
                if (name.startsWith("generator."))
                    assertThat(isZero(gradient)).as(name).isTrue();
            });
            assertThat(isZero(gradients.get("discriminator.electra.embeddings.word_embeddings.weight")))
                    .isFalse();
        }
    }

    @Test
    void disentangledTablesHearTheirOwnLossOnly() {
        var own = "discriminator.electra.embeddings.word_embeddings.weight";
        var generators = "generator.electra.embeddings.word_embeddings.weight";
        var discriminatorOnly = Sentences.config(Map.of("embeddings", "disentangled", "generator_weight", 1e-300));
        try (var model = Sentences.model(discriminatorOnly)) {
            var gradients = gradients(pretraining(discriminatorOnly, model), 0);
            assertThat(isZero(gradients.get(generators))).isTrue();
            assertThat(isZero(gradients.get(own))).isFalse();
        }
        var generatorOnly = Sentences.config(Map.of("embeddings", "disentangled", "discriminator_weight", 1e-300));
        try (var model = Sentences.model(generatorOnly)) {
            var gradients = gradients(pretraining(generatorOnly, model), 0);
            assertThat(isZero(gradients.get(generators))).isFalse();
            assertThat(isZero(gradients.get(own))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void microBatchesAddUpToTheBatch(int size) {
        // Without a generator, so that both see the same tokens: samples are drawn per micro-batch.
        var whole = Sentences.config(Map.of("objective", "mlm"));
        var parts = Sentences.config(Map.of("objective", "mlm", "micro_batch_size", size));
        try (var a = Sentences.model(whole);
                var b = Sentences.model(parts)) {
            var expected = gradients(pretraining(whole, a), 2);
            var summed = gradients(pretraining(parts, b), 2);
            expected.forEach((name, gradient) -> {
                for (int i = 0; i < gradient.length; i++) {
                    assertThat(summed.get(name)[i]).as(name).isCloseTo(gradient[i], within(1e-5f));
                }
            });
        }
    }

    @Test
    void theDetectorsLossCountsEveryRealTokenOnce() {
        var config = Sentences.config(Map.of("micro_batch_size", 3));
        try (var model = Sentences.model(config);
                var _ = Scope.open()) {
            long tokens = 0;
            for (var batch : pretraining(config, model).batches(4)) tokens += batch.originalTokens().length;
            for (var batch : pretraining(config, model).batches(4)) {
                assertThat(batch.tokens()).isEqualTo(tokens);
                assertThat(batch.chosen().length).isLessThanOrEqualTo((int) batch.choices());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PretrainingObjective.class)
    void everyObjectiveLearnsTheLanguage(PretrainingObjective objective) throws IOException {
        // The loss at chosen positions alone sees a seventh of the tokens, and is given more steps for it.
        int steps = objective == PretrainingObjective.ELECTRA_15 ? 600 : 200;
        var config = Sentences.config(
                Map.of("objective", objective.toString(), "learning_rate", 1e-3, "steps", steps, "warmup_steps", 20));
        try (var model = Sentences.model(config)) {
            var pretraining = pretraining(config, model);
            var before = pretraining.evaluate(Compute.plain());
            train(config, pretraining, folder.resolve("run"), new StopSignal());
            var after = pretraining.evaluate(Compute.plain());
            assertThat(after.get("loss")).isLessThan(0.75 * before.get("loss"));
            if (objective.detects()) {
                assertThat(after.get("discriminator_loss")).isLessThan(0.8 * after.get("base_rate_loss"));
            }
        }
    }

    private static Trainer.Outcome train(PretrainingConfig config, Pretraining pretraining, Path run, StopSignal stop)
            throws IOException {
        var at = Files.exists(run) ? RunFolder.open(run) : RunFolder.create(run);
        try (var trainer = new Trainer<>(pretraining, config.plan(), Compute.plain(), at)) {
            trainer.resume(false);
            return trainer.run(Progress.NONE, stop);
        }
    }

    private static List<String> log(Path run) throws IOException {
        return Files.readAllLines(run.resolve("log.jsonl")).stream()
                .map(line -> line.replaceAll("\"time\":\"[^\"]*\",", ""))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(EmbeddingSharing.class)
    void aRunThatStopsAndResumesIsTheRunThatDidNot(EmbeddingSharing sharing) throws IOException {
        var settings = new LinkedHashMap<String, Object>(Map.of(
                "embeddings",
                sharing.toString(),
                "steps",
                12,
                "log_every",
                1,
                "evaluate_every",
                4,
                "hidden_dropout_prob",
                0.1,
                "micro_batch_size",
                5));
        settings.put("checkpoint_every", 5);
        var config = Sentences.config(settings);
        try (var model = Sentences.model(config)) {
            train(config, pretraining(config, model), folder.resolve("whole"), new StopSignal());
        }
        for (int part = 0; part < 12; part++) {
            try (var model = Sentences.model(config)) {
                var stop = new StopSignal();
                if (part < 11) stop.request(); // one step at a time
                train(config, pretraining(config, model), folder.resolve("parts"), stop);
            }
        }
        assertThat(log(folder.resolve("parts"))).isEqualTo(log(folder.resolve("whole")));
        for (var file : List.of("discriminator/model.safetensors", "generator/model.safetensors")) {
            assertThat(folder.resolve("parts/checkpoints/step-00000012").resolve(file))
                    .hasSameBinaryContentAs(
                            folder.resolve("whole/checkpoints/step-00000012").resolve(file));
        }
    }

    @Test
    void theSecondPhaseUsesLongerExamples() throws IOException {
        var config = Sentences.config(
                Map.of("sequence_length", 8, "steps", 10, "second_phase", 0.5, "second_sequence_length", 16));
        try (var model = Sentences.model(config);
                var shorter = Sentences.write(folder, 50, 8)) {
            var pretraining = new Pretraining(
                    config, model, new Pretraining.Text(shorter, text, null, Sentences.vocabulary()), _ -> {});
            assertThat(pretraining.batches(4).getFirst().original().length()).isEqualTo(8);
            assertThat(pretraining.batches(5).getFirst().original().length()).isEqualTo(16);
            assertThat(pretraining.batches(5).getFirst().original().rows()).isEqualTo(4); // as many tokens
        }
    }

    @Test
    void longerExamplesAreCutAndStillEndWithASeparator() {
        var config = Sentences.config(Map.of("sequence_length", 6));
        try (var model = Sentences.model(config)) {
            var rows = pretraining(config, model).batches(0).getFirst().original();
            assertThat(rows.length()).isEqualTo(6);
            for (int row = 0; row < rows.rows(); row++)
                assertThat(rows.ids()[row * 6 + 5]).isEqualTo(3);
        }
    }

    @Test
    void operationsAreCounted() {
        var config = Sentences.config(Map.of("objective", "mlm"));
        try (var model = Sentences.model(config)) {
            var batch = pretraining(config, model).batches(0).getFirst();
            double tokens = batch.originalTokens().length;
            double attention = 2.0 * 8 * 16 * 16 * 32;
            double layers = 2 * (tokens * (4 * 32 * 32 + 2 * 32 * 64) + attention);
            double head = batch.chosen().length * (32 * 16 + 16 * 25.0);
            assertThat(TrainingFlops.of(model, batch))
                    .isCloseTo(3 * 2 * (layers + tokens * 16 * 32 + head), within(1.0));
        }
    }

    @Test
    void anotherVocabularysPaddingIsRefused() {
        var config = Sentences.config(Map.of());
        var sizes = config.encoder(Sentences.vocabulary().size(), 1);
        try (var model = new PretrainingModel(
                PretrainingObjective.ELECTRA, EmbeddingSharing.SHARED, sizes, config.generator(sizes))) {
            assertThatThrownBy(() -> pretraining(config, model))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("fills up with token 1");
        }
    }
}
