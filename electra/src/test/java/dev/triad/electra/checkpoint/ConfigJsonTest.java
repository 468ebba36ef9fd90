// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigJsonTest {
    @ParameterizedTest
    @EnumSource
    void whatIsWrittenReadsBackTheSame(HeadKind head) {
        var labels = head.hasLabels() ? List.of("a", "b", "c") : List.<String>of();
        for (var encoder :
                List.of(EncoderConfig.electraSmall(), EncoderConfig.bertBase(), EncoderConfig.robertaBase())) {
            if (head == HeadKind.REPLACED_TOKEN && encoder.family() != EncoderFamily.ELECTRA) continue;
            var config =
                    new ModelConfig(encoder, head, labels, labels.isEmpty() ? null : "single_label_classification");
            assertThat(ConfigJson.read("config.json", ConfigJson.write(config))).isEqualTo(config);
        }
    }

    @Test
    void anEmptyElectraConfigIsTheSmallDiscriminator() {
        var config = ConfigJson.read("config.json", "{\"model_type\": \"electra\"}");
        assertThat(config.encoder()).isEqualTo(EncoderConfig.electraSmall());
        assertThat(config.head()).isEqualTo(HeadKind.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model_type\": \"gpt2\"} | model type 'gpt2'",
                "{} | no model_type",
                "[] | no JSON object",
                "{\"model_type\": \"bert\", | is not JSON",
                "{\"model_type\": \"bert\", \"hidden_size\": \"wide\"} | hidden_size must be a whole number",
                "{\"model_type\": \"bert\", \"hidden_size\": 7} | multiple of num_attention_heads, got 7 and 12",
                "{\"model_type\": \"bert\", \"is_decoder\": true} | is_decoder is true",
                "{\"model_type\": \"bert\", \"hidden_act\": \"swish\"} | activation 'swish'",
                "{\"model_type\": \"bert\", \"position_embedding_type\": \"relative_key\"} | 'relative_key'",
                "{\"model_type\": \"bert\", \"architectures\": [\"BertForNextSentence\"]} | 'BertForNextSentence'",
                "{\"model_type\": \"bert\", \"architectures\": [\"BertForTokenClassification\"], \"id2label\": {\"1\": \"x\"}} | from 0 without gaps",
                "{\"model_type\": \"bert\", \"hidden_dropout_prob\": 1.5} | hidden_dropout_prob must be in [0, 1), got 1.5",
            })
    void whatWouldChangeTheNumbersIsRefusedByName(String json, String message) {
        assertThatThrownBy(() -> ConfigJson.read("dir/config.json", json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dir/config.json")
                .hasMessageContaining(message);
    }
}
