// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunSettingsTest {
    private static final RunSettings.Catalogue NAMES = new RunSettings.Catalogue();
    private static final RunSettings.Setting<Integer> STEPS = NAMES.whole("steps", 10);
    private static final RunSettings.Setting<Double> DROPOUT = NAMES.share("dropout", 0.1);
    private static final RunSettings.Setting<Boolean> SHIFT = NAMES.truth("random_shift", true);
    private static final RunSettings.Setting<List<Integer>> DOWNS = NAMES.wholes("downs", List.of(3, 2));

    @Test
    void settingsAreReadAsFilesAndOptionsWriteThem() {
        var settings = NAMES.defaults()
                .with(Map.of("steps", "2_000", "dropout", 0.25, "random_shift", "false", "downs", "4, 1"));
        assertThat(settings.get(STEPS)).isEqualTo(2000);
        assertThat(settings.get(DROPOUT)).isEqualTo(0.25);
        assertThat(settings.get(SHIFT)).isFalse();
        assertThat(settings.get(DOWNS)).containsExactly(4, 1);
        assertThat(NAMES.defaults().get(STEPS)).isEqualTo(10);
    }

    @Test
    void whatIsDescribedIsReadBack() {
        var settings = NAMES.defaults().with(Map.of("downs", "5", "steps", 7));
        var again = NAMES.defaults().with(settings.describe());
        assertThat(again.describe()).isEqualTo(settings.describe());
        assertThat(again.get(DOWNS)).containsExactly(5);
    }

    @Test
    void wrongSettingsAreRefusedWithTheirNameAndARemedy() {
        assertRefused(Map.of("step", "1"), "unknown setting 'step'; did you mean steps?");
        assertRefused(Map.of("xyz", "1"), "unknown setting 'xyz'; there are steps, dropout, random_shift, downs");
        assertRefused(Map.of("steps", "0"), "steps must be 1 or more, not 0.0");
        assertRefused(Map.of("steps", "1.5"), "steps must be a whole number, not '1.5'");
        assertRefused(Map.of("steps", "many"), "steps must be a number, not 'many'");
        assertRefused(Map.of("dropout", "1"), "dropout must be 0 or more and below 1, not 1.0");
        assertRefused(Map.of("random_shift", "yes"), "random_shift must be true or false, not 'yes'");
        assertRefused(Map.of("downs", "3,,1"), "downs must be a number, not ''");
    }

    private static void assertRefused(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> NAMES.defaults().with(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
