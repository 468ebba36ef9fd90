// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.model.DType;
import dev.triad.core.model.packed.AffineScales;
import dev.triad.core.model.packed.CodeLayout;
import dev.triad.core.model.packed.Codebook;
import dev.triad.core.model.packed.DenseWeight;
import dev.triad.core.model.packed.Int4Weight;
import dev.triad.core.model.packed.Int8Weight;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.core.model.packed.ProductWeight;
import dev.triad.core.model.packed.WeightShape;
import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
import dev.triad.runtime.kernels.Kernels;
import dev.triad.runtime.work.Scratch;
import dev.triad.runtime.work.Turn;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Products with weights of every scheme beside those with the decoded weight.
final class MatrixTest {
    static List<Kernels> kernels() {
        return List.of(Kernels.scalar(), Kernels.fastest());
    }

    private static float[] normal(RandomStream random, int length) {
        var numbers = new float[length];
        for (int i = 0; i < length; i++) numbers[i] = (float) random.nextGaussian();
        return numbers;
    }

    private static byte[] codes(RandomStream random, int count, int bound) {
        var codes = new byte[count];
        for (int i = 0; i < count; i++) codes[i] = (byte) random.nextInt(bound);
        return codes;
    }

    private static AffineScales grids(RandomStream random, int count, int zeros) {
        var scales = new float[count];
        var middle = new float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = Float.float16ToFloat(Float.floatToFloat16(0.01F + random.nextFloat()));
            middle[i] = random.nextInt(zeros);
        }
        return new AffineScales(scales, middle);
    }

    private static Codebook codebook(RandomStream random, int size, int block, DType type) {
        return Codebook.of(Optional.empty(), block, type, normal(random, size * block));
    }

    private static List<PackedWeight> weights(RandomStream random, int rows, int columns) {
        var shape = WeightShape.of(rows, columns);
        var weights = new ArrayList<PackedWeight>();
        for (var type : List.of(DType.F32, DType.F16, DType.BF16)) {
            weights.add(DenseWeight.of(shape, type, normal(random, rows * columns)));
        }
        var bytes = MemorySegment.ofArray(codes(random, rows * columns, 256));
        weights.add(new Int8Weight(shape, bytes, grids(random, rows, 100), true, Optional.empty()));
        weights.add(new Int8Weight(shape, bytes, grids(random, 1, 100), false, Optional.empty()));
        var nibbles = codes(random, rows * columns, 16);
        weights.add(Int4Weight.of(shape, 0, nibbles, grids(random, rows, 15)));
        weights.add(Int4Weight.of(shape, columns / 2, nibbles, grids(random, 2 * rows, 15)));
        Optional<float[]> scales = Optional.of(grids(random, rows, 2).scale());
        for (var layout : CodeLayout.values()) {
            for (int size : new int[] {16, 256}) {
                for (int block : new int[] {2, columns / 2}) {
                    var some = codes(random, rows * columns / block, size);
                    var type = block == 2 ? DType.F16 : DType.I8;
                    var book = codebook(random, size, block, type);
                    weights.add(ProductWeight.of(shape, some, layout, book, Optional.empty()));
                    weights.add(ProductWeight.of(shape, some, layout, book, scales));
                }
            }
        }
        return weights;
    }

    private static double[] product(float[] x, int from, float[] weight, float[] bias, int columns) {
        var y = new double[bias.length];
        for (int j = 0; j < y.length; j++) {
            y[j] = bias[j];
            for (int k = 0; k < columns; k++) y[j] += (double) x[from + k] * weight[j * columns + k];
        }
        return y;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everySchemeMultipliesAsItsDecodedWeight(Kernels kernels) {
        int number = 0;
        var scratch = new Scratch();
        for (int[] size : new int[][] {{1, 4}, {3, 8}, {63, 12}, {64, 16}, {65, 20}, {130, 32}, {300, 64}}) {
            var random = RandomKey.of(11).named("matrix").at(0, 0, number++);
            int columns = size[1];
            for (var weight : weights(random, size[0], columns)) {
                var bias = normal(random, size[0]);
                var decoded = weight.decode();
                double largest = largest(decoded);
                var matrices =
                        List.of(Matrix.of(kernels, weight, bias, Tables.FLOAT), Matrix.ofRows(kernels, weight, bias));
                for (var matrix : matrices) {
                    for (int rows : new int[] {1, 2, 3, 7, 16}) {
                        int stride = columns + 3;
                        var x = normal(random, rows * stride);
                        var y = new float[rows * matrix.stride()];
                        matrix.multiply(Turn.alone(scratch), x, stride, rows, Activation.NONE, y);
                        double worst = 0; // of the distances, in what is allowed
                        for (int row = 0; row < rows; row++) {
                            var expected = product(x, row * stride, decoded, bias, columns);
                            for (int j = 0; j < expected.length; j++) {
                                double allowed = 1e-5 * (columns + Math.abs(expected[j]) + largest);
                                double distance = Math.abs(y[row * matrix.stride() + j] - expected[j]);
                                worst = Math.max(worst, distance / allowed);
                            }
                        }
                        assertThat(worst)
                                .as(weight.scheme() + ", " + rows + " rows")
                                .isLessThan(1);
                    }
                }
            }
        }
    }

    private static double largest(float[] numbers) {
        double largest = 0;
        for (float number : numbers) largest = Math.max(largest, Math.abs(number));
        return largest;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tablesOfBytesAreCloseAndUsedForFewRows(Kernels kernels) {
        var random = RandomKey.of(12).named("tables").at(0, 0, 0);
        var shape = WeightShape.of(320, 64);
        var book = codebook(random, 256, 8, DType.F16);
        var weight = ProductWeight.of(shape, codes(random, 320 * 8, 256), CodeLayout.TILES, book, Optional.empty());
        var bias = normal(random, 320);
        var exact = Matrix.of(kernels, weight, bias, Tables.FLOAT);
        var close = Matrix.of(kernels, weight, bias, Tables.INT8);
        var x = normal(random, 64);
        var expected = new float[320];
        var actual = new float[320];
        var turn = Turn.alone(new Scratch());
        exact.multiply(turn, x, 64, 1, Activation.GELU, expected);
        close.multiply(turn, x, 64, 1, Activation.GELU, actual);
        assertThat(close.parts(1)).isEqualTo(1);
        assertThat(exact.parts(500)).isEqualTo(5);
        double error = 0;
        double size = 0;
        for (int i = 0; i < 320; i++) {
            error += Math.pow(actual[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(error / size)).isBetween(1e-6, 0.02);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void calibratedOutputsLieOnTheirGridBeforeTheActivation(Kernels kernels) {
        var random = RandomKey.of(13).named("calibrated").at(0, 0, 0);
        var shape = WeightShape.of(70, 16);
        var bytes = MemorySegment.ofArray(codes(random, 70 * 16, 256));
        var grid = new AffineScales(new float[] {0.5F}, new float[] {-100});
        var plain = new Int8Weight(shape, bytes, grids(random, 70, 3), true, Optional.empty());
        var calibrated = new Int8Weight(shape, bytes, plain.scales(), true, Optional.of(grid));
        var bias = normal(random, 70);
        for (int rows : new int[] {1, 5}) {
            var x = normal(random, rows * 16);
            var free = new float[rows * 96];
            var rounded = new float[rows * 96];
            var turn = Turn.alone(new Scratch());
            Matrix.of(kernels, plain, bias, Tables.FLOAT).multiply(turn, x, 16, rows, Activation.NONE, free);
            Matrix.of(kernels, calibrated, bias, Tables.FLOAT).multiply(turn, x, 16, rows, Activation.RELU, rounded);
            for (int i = 0; i < rows * 96; i++) {
                if (i % 96 >= 70) continue;
                double nearest = (Math.rint(Math.clamp(free[i] / 0.5 - 100, -128, 127)) + 100) * 0.5;
                assertThat((double) rounded[i]).isEqualTo(Math.max(0, nearest));
            }
        }
    }

    @Test
    void lookupsPayForFewRowsOrManyOutputs() {
        assertThat(ProductMatrix.few(8, 32, Tables.INT8)).isZero();
        assertThat(ProductMatrix.few(8, 256, Tables.INT8)).isBetween(2, 30);
        assertThat(ProductMatrix.few(8, 3072, Tables.INT8)).isEqualTo(Integer.MAX_VALUE);
        assertThat(ProductMatrix.few(8, 3072, Tables.FLOAT)).isBetween(0, 3);
    }

    @Test
    void aWeightThatHoldsNoNumberIsRefused() {
        var numbers = new float[64];
        Arrays.fill(numbers, 1);
        numbers[17] = Float.NaN;
        var weight = DenseWeight.of(WeightShape.of(8, 8), DType.F32, numbers);
        assertThatThrownBy(() -> Matrix.of(Kernels.scalar(), weight, new float[8], Tables.FLOAT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("numbers that are none");
    }
}
