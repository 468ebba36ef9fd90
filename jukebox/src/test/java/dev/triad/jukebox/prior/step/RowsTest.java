// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.jukebox.prior.step.Matrix.Finish;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
    private static float[] random(Random random, int n, double scale) {
        var numbers = new float[n];
        for (int i = 0; i < n; i++) numbers[i] = (float) (scale * random.nextGaussian());
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 17, 64, 100, 1027})
    void rowsAreWhatTheFormulasSay(int n) {
        var random = new Random(n);
        float[] x = random(random, n, 3);
        double[] exact = new double[n];
        float[] y = x.clone();
        Rows.quickGelu(y, 0, n);
        for (int i = 0; i < n; i++) {
            assertThat((double) y[i]).isCloseTo(x[i] / (1 + Math.exp(-1.702 * x[i])), Offset.offset(1e-6));
            exact[i] = Math.exp(x[i]);
        }
        double all = DoubleStream.of(exact).sum();
        y = x.clone();
        Rows.softmax(y, n);
        for (int i = 0; i < n; i++) assertThat((double) y[i]).isCloseTo(exact[i] / all, Offset.offset(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, -1e-3, 0.7, -5.25, 33, -60, 79.9, -79.9})
    void theExponentialIsOneToEightDigits(double x) {
        assertThat(Rows.exp(x)).isCloseTo(Math.exp(x), Percentage.withPercentage(1e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 8, 9, 16, 31})
    void productsAreTheSums(int n) {
        var random = new Random(n);
        int out = 2 * n + 3;
        float[] weight = random(random, n * out, 1);
        float[] bias = random(random, out, 1);
        for (int count : new int[] {1, 3, 4, 6, 9}) {
            var x = new float[count][];
            for (int row = 0; row < count; row++) x[row] = random(random, n, 1);
            for (boolean half : new boolean[] {false, true}) {
                var y = new float[count][out];
                try (var team = new Team(2)) {
                    Matrix.of(weight, n, out, bias, half).multiply(team, x, y, count, Finish.NOTHING);
                }
                for (int row = 0; row < count; row++) {
                    for (int j = 0; j < out; j++) {
                        double sum = bias[j];
                        for (int i = 0; i < n; i++) sum += x[row][i] * weight[i * out + j];
                        assertThat((double) y[row][j]).isCloseTo(sum, Offset.offset(half ? 2e-2 : 1e-4));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {65504f, 65520f, 1e9f, Float.NaN})
    void weightsBeyondHalfPrecisionStayInSingle(float large) {
        var matrix = Matrix.of(new float[] {large}, 1, 1, new float[0], true);
        var y = new float[1][1];
        try (var team = new Team(1)) {
            matrix.multiply(team, new float[][] {{1}}, y, 1, Finish.NOTHING);
        }
        assertThat(Float.compare(y[0][0], large)).isZero();
    }
}
