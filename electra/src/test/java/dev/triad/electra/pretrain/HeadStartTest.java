// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.electra.pretrain.PretrainingConfig.Preset;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeadStartTest {
    private static final int LENGTH = 48;

    @TempDir
    Path folder;

    private static float[] values(TextModel model, String name) {
        return Objects.requireNonNull(model.parameters().get(name)).master().toFloats();
    }

    @Test
    void biasesBeginAtTheRatesOfTheData() throws IOException {
        var config = Sentences.config(Map.of("output_bias", "base_rates", "mask_share", 0.2));
        try (var text = Sentences.write(folder, 200, 16);
                var model = Sentences.model(config)) {
            HeadStart.give(model, config, text);
            int words = Sentences.vocabulary().size();
            var counts = new double[words];
            double total = words;
            for (int i = 0; i < text.examples(); i++) {
                for (int id : text.example(i).ids()) counts[id]++;
                total += text.length(i);
            }
            var bias = values(model.generator(), "generator_lm_head.bias");
            for (int i = 0; i < words; i++) {
                assertThat((double) bias[i]).isCloseTo(Math.log((counts[i] + 1) / total), within(1e-5));
            }
            assertThat(values(model.main(), "discriminator_predictions.dense_prediction.bias"))
                    .containsExactly((float) Math.log(0.25));
        }
    }

    @Test
    void thePublishedStartIsTheDefault() throws IOException {
        var config = Preset.SMALL.config();
        var sizes = config.encoder(Sentences.vocabulary().size(), 0);
        try (var text = Sentences.write(folder, 20, 16);
                var model = model(config, EmbeddingSharing.SHARED)) {
            model.start(RandomKey.of(1));
            var query = "electra.encoder.layer.0.attention.self.query.weight";
            var before = values(model.main(), query);
            HeadStart.give(model, config, text);
            assertThat(values(model.main(), query)).isEqualTo(before);
            assertThat(values(model.generator(), "generator_lm_head.bias")).containsOnly(0);
            assertThat(sizes.headSize()).isEqualTo(64);
        }
    }

    @ParameterizedTest
    @EnumSource(EmbeddingSharing.class)
    void headsBeginByLookingAtNeighbours(EmbeddingSharing sharing) throws IOException {
        var config = Preset.TINY.config();
        try (var text = Sentences.write(folder, 20, 16);
                var model = model(config, sharing)) {
            model.start(RandomKey.of(1));
            HeadStart.give(model, config, text);
            // Four heads of the discriminator's first layer; two in each of the generator's first two.
            for (int head = 0; head < 4; head++) {
                int offset = (head / 2 + 1) * (head % 2 == 0 ? -1 : 1);
                assertThat(attention(model.main(), head, offset))
                        .as("head %d", head)
                        .isGreaterThan(0.25);
                if (head < 2) {
                    assertThat(attention(model.generator(), head, offset)).isGreaterThan(0.25);
                }
                assertThat(attention(model.main(), head, -offset)).isLessThan(0.1);
            }
        }
    }

    private static PretrainingModel model(PretrainingConfig config, EmbeddingSharing sharing) {
        var sizes = config.encoder(Sentences.vocabulary().size(), 0);
        return new PretrainingModel(PretrainingObjective.ELECTRA, sharing, sizes, config.generator(sizes));
    }

    /// The mean attention that a head of the first layer pays to the token `offset` places on, over random tokens.
    private static double attention(TextModel model, int head, int offset) {
        var random = new Random(3);
        var ids = random.ints(LENGTH, Sentences.FIRST_WORD, Sentences.FIRST_WORD + Sentences.WORDS)
                .toArray();
        var sizes = model.config().encoder();
        int width = sizes.hiddenSize();
        float[] x;
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var batch = TokenBatch.of(List.of(ids), List.of(new int[LENGTH]), 0);
            x = model.encoder()
                    .hiddenStates(EncoderInput.of(batch, sizes, Device.CPU), Pass.evaluation(Compute.plain()))
                    .getFirst()
                    .toFloats();
        }
        var query = rows(x, values(model, "electra.encoder.layer.0.attention.self.query.weight"), width);
        var key = rows(x, values(model, "electra.encoder.layer.0.attention.self.key.weight"), width);
        int size = sizes.headSize();
        double paid = 0;
        int places = 0;
        for (int i = 4; i < LENGTH - 4; i++) {
            double sum = 0;
            double there = 0;
            for (int j = 0; j < LENGTH; j++) {
                double score = 0;
                for (int d = head * size; d < (head + 1) * size; d++) {
                    score += (double) query[i * width + d] * key[j * width + d];
                }
                double weight = Math.exp(score / Math.sqrt(size));
                sum += weight;
                if (j == i + offset) there = weight;
            }
            paid += there / sum;
            places++;
        }
        return paid / places;
    }

    private static float[] rows(float[] x, float[] weight, int width) {
        int count = x.length / width;
        var out = new float[x.length];
        for (int i = 0; i < count; i++) {
            for (int o = 0; o < width; o++) {
                double sum = 0;
                for (int k = 0; k < width; k++) sum += (double) weight[o * width + k] * x[i * width + k];
                out[i * width + o] = (float) sum;
            }
        }
        return out;
    }
}
