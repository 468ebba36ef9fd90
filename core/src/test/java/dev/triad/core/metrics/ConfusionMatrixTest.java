// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfusionMatrixTest {
    private static final int[] GOLD = {2, 0, 2, 2, 0, 1, 1, 2, 0, 1, 3};
    private static final int[] PREDICTED = {0, 0, 2, 2, 0, 2, 1, 1, 0, 1, 2};

    /// Frozen from the formulas in numpy.
    @Test
    void scoresAreThoseOfScikitLearn() {
        var matrix = ConfusionMatrix.of(GOLD, PREDICTED, 4);
        assertThat(matrix.accuracy()).isCloseTo(0.6363636363636364, within(1e-12));
        assertThat(matrix.of(0).f1()).isCloseTo(0.8571428571428571, within(1e-12));
        assertThat(matrix.macroF1()).isCloseTo(0.5059523809523809, within(1e-12));
        assertThat(matrix.macroPrecision()).isCloseTo(0.47916666666666663, within(1e-12));
        assertThat(matrix.macroRecall()).isCloseTo(0.5416666666666666, within(1e-12));
        assertThat(matrix.matthews()).isCloseTo(0.48224282217041214, within(1e-12));
        assertThat(matrix.microF1()).isCloseTo(matrix.accuracy(), within(1e-12));
    }

    @Test
    void aClassThatNeverOccursDoesNotLowerTheMacroAverage() {
        assertThat(ConfusionMatrix.of(GOLD, PREDICTED, 9).macroF1())
                .isEqualTo(ConfusionMatrix.of(GOLD, PREDICTED, 4).macroF1());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void matthewsOfTwoClassesIsTheirPearsonCorrelation(long seed) {
        var random = new Random(seed);
        var gold = new int[200];
        var predicted = new int[200];
        var x = new double[200];
        var y = new double[200];
        for (int i = 0; i < gold.length; i++) {
            gold[i] = random.nextInt(2);
            predicted[i] = random.nextInt(3) == 0 ? 1 - gold[i] : gold[i];
            x[i] = gold[i];
            y[i] = predicted[i];
        }
        var matrix = ConfusionMatrix.of(gold, predicted, 2);
        assertThat(matrix.matthews()).isCloseTo(RegressionScores.of(x, y).pearson(), within(1e-9));
        double both = matrix.count(1, 1);
        double precision = both / (both + matrix.count(0, 1));
        double recall = both / (both + matrix.count(1, 0));
        assertThat(matrix.of(1).f1()).isCloseTo(2 * precision * recall / (precision + recall), within(1e-9));
    }

    @Test
    void matthewsIsOneForTheTruthAndMinusOneForItsOpposite() {
        assertThat(ConfusionMatrix.of(new int[] {0, 1, 1}, new int[] {0, 1, 1}, 2)
                        .matthews())
                .isEqualTo(1);
        assertThat(ConfusionMatrix.of(new int[] {0, 1, 1}, new int[] {1, 0, 0}, 2)
                        .matthews())
                .isEqualTo(-1);
    }

    @Test
    void whatCannotBeDividedIsZero() {
        var empty = new ConfusionMatrix(2);
        assertThat(empty.accuracy()).isZero();
        assertThat(empty.macroF1()).isZero();
        assertThat(empty.microF1()).isZero();
        assertThat(empty.matthews()).isZero();
        var constant = ConfusionMatrix.of(new int[] {0, 1, 1}, new int[] {0, 0, 0}, 2);
        assertThat(constant.matthews()).isZero();
        assertThat(constant.of(1).precision()).isZero();
        assertThat(constant.of(1).f1()).isZero();
    }

    @Test
    void arraysOfDifferentLengthAreRefused() {
        assertThatThrownBy(() -> ConfusionMatrix.of(new int[3], new int[2], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 predictions for 3 examples");
    }
}
