// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RocAucTest {
    @Test
    void tiesCountHalf() {
        double[] scores = {0.9, 0.8, 0.8, 0.7, 0.4, 0.4, 0.4, 0.1};
        boolean[] positive = {true, true, false, true, false, true, false, false};
        assertThat(RocAuc.of(scores, positive)).isCloseTo(0.78125, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theAreaIsTheShareOfPairsInTheRightOrder(long seed) {
        var random = new Random(seed);
        var scores = random.ints(80, 0, 12).mapToDouble(i -> i / 4.0).toArray();
        var positive = new boolean[scores.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = random.nextInt(12) < 3 + scores[i];
        }
        double right = 0;
        int pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (positive[i] && !positive[j]) {
                    pairs++;
                    right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        assertThat(RocAuc.of(scores, positive)).isCloseTo(right / pairs, within(1e-9));
    }

    @Test
    void oneClassAloneIsNeitherGoodNorBad() {
        assertThat(RocAuc.of(new double[] {1, 2}, new boolean[] {true, true})).isEqualTo(0.5);
        assertThat(RocAuc.of(new double[0], new boolean[0])).isEqualTo(0.5);
        assertThat(RocAuc.of(new double[] {1, Double.NaN}, new boolean[] {true, false}))
                .isNaN();
    }
}
