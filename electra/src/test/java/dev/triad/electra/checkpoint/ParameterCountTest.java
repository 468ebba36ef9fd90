// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.electra.encoder.EncoderConfig;
import org.junit.jupiter.api.Test;

/// The published sizes.
class ParameterCountTest {
    private static long count(EncoderConfig encoder, HeadKind head) {
        try (var model = new TextModel(ModelConfig.of(encoder, head))) {
            return model.parameterCount();
        }
    }

    @Test
    void electraHasItsPublishedSizes() {
        assertThat(count(EncoderConfig.electraSmall(), HeadKind.NONE)).isEqualTo(13_483_008);
        assertThat(count(EncoderConfig.electraSmall(), HeadKind.REPLACED_TOKEN)).isEqualTo(13_549_057);
        assertThat(count(EncoderConfig.electraBase(), HeadKind.REPLACED_TOKEN)).isEqualTo(109_483_009);
        assertThat(count(EncoderConfig.electraSmall(), HeadKind.MASKED_LM))
                .isEqualTo(13_546_682); // the released generator
        assertThat(count(EncoderConfig.electraBase().generator(0.33333, 1), HeadKind.MASKED_LM))
                .isEqualTo(33_740_602);
    }

    @Test
    void generatorsAreDerivedAsTheOriginalDoes() {
        var small = EncoderConfig.electraSmall().generator(0.25, 1);
        assertThat(small.hiddenSize()).isEqualTo(64);
        assertThat(small.numAttentionHeads()).isEqualTo(1);
        assertThat(small.intermediateSize()).isEqualTo(256);
        assertThat(small.numHiddenLayers()).isEqualTo(12);
        assertThat(count(small, HeadKind.NONE)).isEqualTo(4_580_928);
        assertThat(EncoderConfig.electraBase().generator(0.33333, 1).hiddenSize())
                .isEqualTo(256);
        assertThat(EncoderConfig.electraLarge().generator(0.25, 1).hiddenSize()).isEqualTo(256);
    }
}
