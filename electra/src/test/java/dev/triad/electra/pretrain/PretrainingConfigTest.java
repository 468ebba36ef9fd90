// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.electra.pretrain.PretrainingConfig.Preset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PretrainingConfigTest {
    @ParameterizedTest
    @CsvSource({"SMALL,14196219", "BASE,119386427", "LARGE,354655291"})
    void presetsHaveThePapersParameters(Preset preset, long parameters) {
        var config = preset.config();
        var sizes = config.encoder(30_522, 0);
        try (var model = new PretrainingModel(
                PretrainingObjective.ELECTRA, EmbeddingSharing.SHARED, sizes, config.generator(sizes))) {
            assertThat(model.parameterCount()).isEqualTo(parameters);
        }
    }

    @Test
    void presetsCarryTheirOwnRecipes() {
        var large = Preset.LARGE.config();
        assertThat(large.get(PretrainingConfig.BATCH_SIZE)).isEqualTo(2048);
        assertThat(large.get(PretrainingConfig.MASK_SHARE)).isEqualTo(0.25);
        assertThat(large.get(PretrainingConfig.LEARNING_RATE)).isEqualTo(2e-4);
        assertThat(large.get(PretrainingConfig.SEQUENCE_LENGTH)).isEqualTo(512);
        var base = Preset.BASE.config();
        assertThat(base.generator(base.encoder(30_522, 0)).hiddenSize()).isEqualTo(256);
    }

    @Test
    void theScheduleIsThePapers() {
        var plan = Preset.SMALL.config().plan();
        assertThat(plan.schedule().at(0)).isZero();
        assertThat(plan.schedule().at(5_000)).isCloseTo(2.4875e-4, within(1e-12));
        assertThat(plan.schedule().at(500_000)).isCloseTo(2.5e-4, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learning_rat|1|unknown setting 'learning_rat'; did you mean learning_rate?",
                "steps|many|steps must be a number, not 'many'",
                "steps|1.5|steps must be a whole number, not '1.5'",
                "steps|0|steps must be 1 or more, not 0.0",
                "mask_share|1|mask_share must be 0 or more and below 1, not 1.0",
                "objective|bert|objective must be one of electra, mlm, electra-15, replace-mlm, all-tokens-mlm, not"
                        + " 'bert'",
                "embeddings|tied|embeddings must be one of shared, disentangled, untied, not 'tied'",
                "original_masking|yes|original_masking must be true or false, not 'yes'"
            })
    void whatMakesNoSenseIsRefused(String key, String value, String message) {
        assertThatThrownBy(() -> Preset.TINY.config().with(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void settingsSurviveBeingWrittenAndRead() {
        var config = Preset.BASE.config().with(Map.of("objective", "electra-15", "steps", "1_000"));
        var again = Preset.TINY.config().with(config.describe());
        assertThat(again.describe()).isEqualTo(config.describe());
        assertThat(again.get(PretrainingConfig.STEPS)).isEqualTo(1_000);
    }
}
