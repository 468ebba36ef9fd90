// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.electra.finetune.LayerwiseDecay.Mode;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LayerwiseDecayTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final Offset<Double> PUBLISHED = within(5e-5);

    @Test
    void theOriginalGivesTheTopLayerTheSecondPower() {
        var small = new LayerwiseDecay(0.8, Mode.ORIGINAL, 12);
        assertThat(small.scale("electra.embeddings.word_embeddings.weight"))
                .isEqualTo(Math.pow(0.8, 14), EXACT)
                .isEqualTo(0.0440, PUBLISHED);
        assertThat(small.scale("electra.embeddings_project.weight")).isEqualTo(Math.pow(0.8, 14), EXACT);
        assertThat(small.scale("electra.encoder.layer.0.output.dense.weight"))
                .isEqualTo(Math.pow(0.8, 13), EXACT)
                .isEqualTo(0.0550, PUBLISHED);
        assertThat(small.scale("electra.encoder.layer.11.output.dense.bias")).isEqualTo(0.64, EXACT);
        assertThat(small.scale("classifier.weight")).isEqualTo(1, EXACT);
        var large = new LayerwiseDecay(0.9, Mode.ORIGINAL, 24);
        assertThat(large.scale("electra.embeddings.LayerNorm.bias")).isEqualTo(0.0646, PUBLISHED);
        assertThat(large.scale("electra.encoder.layer.0.attention.self.key.weight"))
                .isEqualTo(0.0718, PUBLISHED);
        assertThat(large.scale("electra.encoder.layer.23.attention.self.key.weight"))
                .isEqualTo(0.81, EXACT);
    }

    @Test
    void correctedEveryStepDownIsOneFactor() {
        var decay = new LayerwiseDecay(0.8, Mode.CORRECTED, 12);
        assertThat(decay.scale("classifier.dense.weight")).isEqualTo(1, EXACT);
        for (int layer = 0; layer < 12; layer++) {
            assertThat(decay.scale("electra.encoder.layer." + layer + ".output.LayerNorm.weight"))
                    .isEqualTo(Math.pow(0.8, 12 - layer), EXACT);
        }
        assertThat(decay.scale("electra.embeddings.position_embeddings.weight")).isEqualTo(Math.pow(0.8, 13), EXACT);
    }

    @Test
    void aTasksNameBeforeTheParametersChangesNothing() {
        var decay = new LayerwiseDecay(0.5, Mode.CORRECTED, 2);
        assertThat(decay.scale("cola.electra.encoder.layer.1.output.dense.weight"))
                .isEqualTo(0.5, EXACT);
        assertThat(decay.scale("cola.classifier.bias")).isEqualTo(1, EXACT);
        assertThat(decay.rule("cola.classifier.bias").decays()).isFalse();
        assertThat(decay.rule("cola.electra.embeddings.word_embeddings.weight").decays())
                .isTrue();
        assertThatThrownBy(() -> new LayerwiseDecay(0, Mode.CORRECTED, 2)).hasMessageContaining("got 0");
    }
}
