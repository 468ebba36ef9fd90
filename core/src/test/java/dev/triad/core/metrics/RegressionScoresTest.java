// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegressionScoresTest {
    private static final double[] GOLD = {2.5, 0.0, 5.0, 3.8, 1.25, 4.4, 0.6, 3.8, 2.0, 2.0};
    private static final double[] PREDICTED = {0.41, 0.1, 0.97, 0.55, 0.41, 0.8, -0.2, 0.7, 0.41, 0.33};

    /// Frozen from SciPy 1.17; both sides have ties.
    @Test
    void scoresAreThoseOfSciPy() {
        var scores = RegressionScores.of(GOLD, PREDICTED);
        assertThat(scores.pearson()).isCloseTo(0.9159128779575159, within(1e-12));
        assertThat(scores.spearman()).isCloseTo(0.9382894813751654, within(1e-12));
        assertThat(scores.meanSquaredError()).isCloseTo(6.041410000000001, within(1e-12));
    }

    @Test
    void correlationsSurviveALargeOffset() {
        var shifted = Arrays.stream(PREDICTED).map(value -> value + 1e6).toArray();
        assertThat(RegressionScores.of(GOLD, shifted).pearson()).isCloseTo(0.9159128779575159, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void ranksAreThoseOfCounting(long seed) {
        var random = new Random(seed);
        var values = random.ints(random.nextInt(60), -5, 5)
                .mapToDouble(i -> i == 0 && random.nextBoolean() ? -0.0 : i / 2.0)
                .toArray();
        var ranks = Ranks.of(values);
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            long below = Arrays.stream(values).filter(other -> other < value).count();
            long equal = Arrays.stream(values).filter(other -> other == value).count();
            assertThat(ranks[i]).isEqualTo(below + (equal + 1) / 2.0);
        }
    }

    @Test
    void aSideThatNeverChangesCorrelatesWithNothing() {
        var scores = RegressionScores.of(new double[] {1, 2, 3}, new double[] {0.1, 0.1, 0.1});
        assertThat(scores.pearson()).isZero();
        assertThat(scores.spearman()).isZero();
        assertThat(RegressionScores.of(new double[0], new double[0])).isEqualTo(new RegressionScores(0, 0, 0));
    }

    @Test
    void aPredictionThatIsNoNumberShowsInEveryScore() {
        var scores = RegressionScores.of(new double[] {1, 2}, new double[] {1, Double.NaN});
        assertThat(scores.pearson()).isNaN();
        assertThat(scores.spearman()).isNaN();
        assertThat(scores.meanSquaredError()).isNaN();
    }
}
