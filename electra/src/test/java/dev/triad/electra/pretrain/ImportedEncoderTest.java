// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImportedEncoderTest {
    private static EncoderConfig sizes(EncoderFamily family, int layers) {
        boolean roberta = family == EncoderFamily.ROBERTA;
        return new EncoderConfig(
                family,
                30,
                16,
                16,
                layers,
                2,
                32,
                Activation.GELU,
                0,
                0,
                roberta ? 14 : 12,
                roberta ? 1 : 2,
                1e-5,
                1,
                0.3);
    }

    private static float[] hidden(TextModel model) {
        var batch = TokenBatch.of(List.of(new int[] {2, 7, 8, 9, 3}, new int[] {2, 11, 3}), 1);
        try (var _ = Scope.open()) {
            var input = EncoderInput.of(batch, model.config().encoder(), Device.CPU);
            return model.encoder()
                    .forward(input, Pass.evaluation(Compute.plain()))
                    .toFloats();
        }
    }

    @ParameterizedTest
    @EnumSource(EncoderFamily.class)
    void theEncoderComputesWhatItDidBefore(EncoderFamily family) {
        try (var source = new TextModel(ModelConfig.of(sizes(family, 2), HeadKind.MASKED_LM));
                var target = new TextModel(ModelConfig.of(sizes(EncoderFamily.ELECTRA, 2), HeadKind.REPLACED_TOKEN))) {
            source.initialize(RandomKey.of(1));
            target.initialize(RandomKey.of(2));
            var fresh = ImportedEncoder.copy(source, target);
            assertThat(fresh).allMatch(name -> name.startsWith("discriminator_predictions."));
            assertThat(hidden(target)).containsExactly(hidden(source), within(1e-5f));
        }
    }

    @Test
    void otherSizesAreNamed() {
        try (var source = new TextModel(ModelConfig.of(sizes(EncoderFamily.BERT, 3), HeadKind.NONE));
                var target = new TextModel(ModelConfig.of(sizes(EncoderFamily.ELECTRA, 2), HeadKind.NONE))) {
            assertThatThrownBy(() -> ImportedEncoder.copy(source, target))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("num_hidden_layers 3, the run 2");
        }
    }
}
