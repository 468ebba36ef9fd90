// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamePatternTest {
    @Test
    void starsStandForAnythingAndDotsForThemselves() {
        var pattern = new NamePattern("*.layer.*.dense.weight");
        assertThat(pattern.matches("electra.encoder.layer.11.output.dense.weight"))
                .isTrue();
        assertThat(pattern.matches("electra.encoder.layer.11.output.dense.weights"))
                .isFalse();
        assertThat(pattern.matches("electra.encoderXlayer.11.output.denseXweight"))
                .isFalse();
        assertThat(NamePattern.ALL.matches("a")).isTrue();
        assertThat(new NamePattern("a.*").matches("a.b.c")).isTrue();
        assertThat(new NamePattern("*").matches("")).isTrue();
        assertThat(new NamePattern("a").matches("ab")).isFalse();
    }

    @Test
    void hashesStandForNumbers() {
        var pattern = new NamePattern("*.layer.#.output.dense.weight");
        assertThat(pattern.matches("a.layer.11.output.dense.weight")).isTrue();
        assertThat(pattern.matches("a.layer.1.attention.output.dense.weight")).isFalse();
    }

    @Test
    void alternativesStandSideBySide() {
        var pattern = new NamePattern("*.fc1.weight | *.fc2.weight");
        assertThat(pattern.require(List.of("a.fc1.weight", "a.fc3.weight", "a.fc2.weight")))
                .containsExactly("a.fc1.weight", "a.fc2.weight");
    }

    @Test
    void aPatternThatFitsNothingIsAnErrorThatShowsNames() {
        assertThatThrownBy(() -> new NamePattern("decoder\\.layers.*").require(List.of("encoder.a", "encoder.b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("decoder\\.layers.*")
                .hasMessageContaining("encoder.a, encoder.b");
    }
}
