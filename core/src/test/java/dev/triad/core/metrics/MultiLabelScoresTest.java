// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class MultiLabelScoresTest {
    @Test
    void labelsAreCountedTogetherAndOneByOne() {
        boolean[][] gold = {{true, false, true}, {false, true, false}, {true, false, false}, {false, false, false}};
        boolean[][] guess = {{true, false, false}, {false, true, false}, {true, true, false}, {false, false, false}};
        var scores = MultiLabelScores.of(gold, guess);
        assertThat(scores.exactMatch()).isEqualTo(0.5);
        assertThat(scores.microF1()).isCloseTo(2 * 3.0 / (4 + 4), within(1e-12));
        assertThat(scores.macroF1()).isCloseTo((1 + 2.0 / 3 + 0) / 3, within(1e-12));
    }

    @Test
    void withoutExamplesEveryScoreIsZero() {
        assertThat(MultiLabelScores.of(new boolean[0][], new boolean[0][])).isEqualTo(new MultiLabelScores(0, 0, 0));
    }
}
