// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class RandomKeyTest {
    /// Checkpoints resume only as long as a seed keeps its meaning.
    @Test
    void seedsAndNamesKeepTheirMeaning() {
        assertThat(RandomKey.of(0).value()).isEqualTo(0xE220A8397B1DCDAFL);
        assertThat(RandomKey.of(42).named("init").value()).isEqualTo(0x5959EEFE98856318L);
        assertThat(RandomKey.of(42)
                        .named("init")
                        .named("encoder.layer.0.weight")
                        .value())
                .isEqualTo(0xD61E9696F208AA8BL);
        assertThat(RandomKey.of(42).at(3, 1, 7).nextInt()).isEqualTo(0x404ADD39);
    }

    @Test
    void seedsAndNamesNeverCollideInPractice() {
        var seen = new HashSet<Long>();
        int expected = 0;
        for (long seed = -50; seed < 50; seed++) {
            var key = RandomKey.of(seed);
            assertThat(seen.add(key.value())).isTrue();
            for (int layer = 0; layer < 100; layer++) {
                seen.add(key.named("layer." + layer).value());
                seen.add(key.named("layer").named("." + layer).value());
                expected += 2;
            }
        }
        assertThat(seen).hasSize(expected + 100);
    }

    @Test
    void theOrderOfNamesMatters() {
        var key = RandomKey.of(1);
        assertThat(key.named("a").named("b")).isNotEqualTo(key.named("b").named("a"));
        assertThat(key.named("")).isNotEqualTo(key);
    }

    @Test
    void stepsOutsideThirtyTwoBitsAreRefused() {
        var key = RandomKey.of(1);
        assertThatThrownBy(() -> key.at(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> key.at(1L << 32, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4294967296");
        assertThat(key.at((1L << 32) - 1, 0, 0).nextInt())
                .isNotEqualTo(key.at(0, 0, 0).nextInt());
    }
}
