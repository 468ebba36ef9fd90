// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.model.DType;
import dev.triad.core.model.packed.CodeLayout;
import dev.triad.core.model.packed.Codebook;
import dev.triad.core.model.packed.ProductWeight;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.jukebox.prior.step.Matrix.Finish;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodedMatrixTest {
    private static final int CENTROIDS = 256;

    private final SplittableRandom random = new SplittableRandom(5);

    private float[] numbers(int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = (float) random.nextGaussian();
        return numbers;
    }

    private ProductWeight weight(int in, int out, int block, boolean scaled) {
        var codes = new byte[in / block * out];
        random.nextBytes(codes);
        var scales = new float[out];
        for (int i = 0; i < out; i++) scales[i] = 1 + i % 4 / 4f;
        return ProductWeight.of(
                WeightShape.of(out, in),
                codes,
                scaled ? CodeLayout.ROWS : CodeLayout.TILES,
                Codebook.of(Optional.of("book"), block, DType.F16, numbers(CENTROIDS * block)),
                scaled ? Optional.of(scales) : Optional.empty());
    }

    /// Half a step of its group's tables for every block that is added up.
    private static double bound(ProductWeight weight, float[] x) {
        int block = weight.codebook().block();
        float[] centroids = weight.codebook().centroids();
        double bound = 0;
        for (int first = 0; first < weight.blocks(); first += 32) {
            int end = Math.min(first + 32, weight.blocks());
            double largest = 0;
            for (int b = first; b < end; b++) {
                for (int code = 0; code < CENTROIDS; code++) {
                    double dot = 0;
                    for (int k = 0; k < block; k++) dot += x[b * block + k] * centroids[code * block + k];
                    largest = Math.max(largest, Math.abs(dot));
                }
            }
            bound += (end - first) * largest / 127 / 2;
        }
        return bound;
    }

    private static float[][] product(Matrix matrix, float[][] x, int threads) {
        var y = new float[x.length][matrix.out()];
        try (var team = new Team(threads)) {
            matrix.multiply(team, x, y, x.length, Finish.NOTHING);
        }
        return y;
    }

    @ParameterizedTest
    @CsvSource({"64, 64, 8", "256, 768, 8", "1024, 100, 8", "72, 130, 8", "1288, 65, 8", "48, 65, 4", "8, 1, 8"})
    void aProductIsThatOfTheDecodedWeightButForTheRoundingOfTables(int in, int out, int block) {
        for (boolean scaled : new boolean[] {false, true}) {
            var weight = weight(in, out, block, scaled);
            float[] bias = numbers(out);
            float[] x = numbers(in);
            float[] y = product(Matrix.of(weight, bias, new CodedRoom()), new float[][] {x}, 1)[0];
            double bound = bound(weight, x);
            var row = new float[in];
            double worst = 0;
            for (int i = 0; i < out; i++) {
                weight.decodeRow(i, row, 0);
                double exact = bias[i];
                for (int k = 0; k < in; k++) exact += (double) row[k] * x[k];
                double scale = scaled ? 1 + i % 4 / 4.0 : 1;
                assertThat(Math.abs(y[i] - exact)).as("output " + i).isLessThan(scale * bound + 1e-3);
                worst = Math.max(worst, Math.abs(y[i] - exact));
            }
            if (out > 1) assertThat(worst).as("rounded it is").isGreaterThan(1e-6);
        }
    }

    @Test
    void rowsAndThreadsDoNotChangeABit() {
        var matrix = Matrix.of(weight(1024, 1100, 8, false), new float[0], new CodedRoom());
        var x = new float[5][];
        for (int i = 0; i < x.length; i++) x[i] = numbers(1024);
        float[][] all = product(matrix, x, 1);
        assertThat(product(matrix, x, 2)).isDeepEqualTo(all);
        assertThat(product(matrix, x, 3)).isDeepEqualTo(all);
        for (int i = 0; i < x.length; i++) {
            assertThat(product(matrix, new float[][] {x[i]}, 2)[0]).containsExactly(all[i]);
        }
    }

    @Test
    void whatFollowsIsDoneToEveryColumnOnce() {
        var matrix = Matrix.of(weight(64, 70, 8, false), new float[0], new CodedRoom());
        float[][] x = {numbers(64), numbers(64)};
        float[][] plain = product(matrix, x, 1);
        var y = new float[2][70];
        try (var team = new Team(2)) {
            matrix.multiply(team, x, y, 2, (row, from, to) -> {
                for (int j = from; j < to; j++) row[j] *= 2;
            });
        }
        for (int row = 0; row < 2; row++) {
            for (int j = 0; j < 70; j++) assertThat(y[row][j]).isEqualTo(2 * plain[row][j]);
        }
    }

    @Test
    void aCodebookOfSixteenIsNotLookedUp() {
        var weight = new ProductWeight(
                WeightShape.of(4, 8),
                java.lang.foreign.MemorySegment.ofArray(new byte[4]),
                CodeLayout.ROWS,
                Codebook.of(Optional.empty(), 4, DType.F16, Arrays.copyOf(numbers(64), 64)),
                Optional.empty());
        assertThat(Matrix.isCoded(weight)).isFalse();
        assertThatThrownBy(() -> Matrix.of(weight, new float[0], new CodedRoom()))
                .hasMessageContaining("16 vectors and 0 biases cannot be looked up");
    }
}
