// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compares the kernels at every width of vectors with the scalar ones, over awkward sizes.
final class KernelsTest {
    private static final Kernels SCALAR = Kernels.scalar();

    private static final int[] LENGTHS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19, 31, 32, 33, 35, 63, 64, 65, 67, 131
    };

    static List<Kernels> kernels() {
        var all = new ArrayList<Kernels>();
        for (int bits : new int[] {128, 256, 512}) all.add(ForcedWidth.kernels(bits));
        all.add(Kernels.fastest());
        return all;
    }

    private static RandomStream random(int number) {
        return RandomKey.of(7).named("kernels").at(0, 0, number);
    }

    private static float[] normal(RandomStream random, int length) {
        var numbers = new float[length];
        for (int i = 0; i < length; i++) numbers[i] = (float) random.nextGaussian();
        return numbers;
    }

    private static byte[] bytes(RandomStream random, int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte) random.nextInt(256);
        return bytes;
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            double allowed = tolerance * Math.max(1, Math.abs(expected[i]));
            assertThat((double) actual[i]).as("number " + i).isCloseTo(expected[i], within(allowed));
        }
    }

    @Test
    void thisJavaComputesWithVectors() {
        assertThat(Kernels.fastest().name()).startsWith("Vector API");
        assertThat(ForcedWidth.kernels(128).name()).isEqualTo("Vector API, 128 bits");
        assertThat(SCALAR.name()).isEqualTo("plain Java");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void productsOfRowsAndPanelsAreThoseOfTheScalarOnes(Kernels kernels) {
        int number = 0;
        for (int rows = 0; rows <= 14; rows++) {
            for (int depth : new int[] {0, 1, 2, 3, 4, 5, 8, 31, 64}) {
                var random = random(number++);
                int aStride = depth + random.nextInt(4);
                int cStride = Kernels.PANEL + random.nextInt(40);
                int aOffset = random.nextInt(5);
                int panelOffset = random.nextInt(70);
                var a = normal(random, aOffset + rows * aStride + depth);
                var panel = normal(random, panelOffset + depth * Kernels.PANEL);
                var start = normal(random, Kernels.PANEL + 3);
                var expected = normal(random, 2 + rows * cStride + Kernels.PANEL);
                var actual = expected.clone();
                SCALAR.multiply(a, aOffset, aStride, rows, depth, panel, panelOffset, start, 3, expected, 2, cStride);
                kernels.multiply(a, aOffset, aStride, rows, depth, panel, panelOffset, start, 3, actual, 2, cStride);
                assertClose(actual, expected, 2e-5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void productCodesDecodeToTheVeryNumbers(Kernels kernels) {
        int number = 100;
        for (int block : new int[] {1, 2, 4, 7, 8, 16}) {
            for (int blocks : new int[] {1, 2, 5, 32}) {
                var random = random(number++);
                var codebook = new ProductCodebook(normal(random, 256 * block), block);
                var codes = bytes(random, 3 + blocks * 64);
                var expected = new float[2 * blocks * block * 32];
                var actual = expected.clone();
                SCALAR.decodeProduct(codes, 3, blocks, codebook, expected);
                kernels.decodeProduct(codes, 3, blocks, codebook, actual);
                assertThat(actual).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void bytesAndHalfBytesDecodeToTheVeryNumbers(Kernels kernels) {
        var random = random(200);
        var scales = normal(random, 70);
        var zeros = new float[70];
        for (int i = 0; i < 70; i++) zeros[i] = random.nextInt(20) - 10;
        for (int depth : new int[] {0, 1, 3, 32}) {
            var codes = bytes(random, 5 + depth * 64);
            var expected = new float[2 * (depth + 2) * 32];
            var actual = expected.clone();
            SCALAR.decodeBytes(codes, 5, depth, scales, zeros, 6, expected, 1, depth + 2);
            kernels.decodeBytes(codes, 5, depth, scales, zeros, 6, actual, 1, depth + 2);
            assertThat(actual).isEqualTo(expected);
            SCALAR.decodeNibbles(codes, 5, depth, scales, zeros, 6, expected, 1, depth + 2);
            kernels.decodeNibbles(codes, 5, depth, scales, zeros, 6, actual, 1, depth + 2);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aRowTimesBytesIsThatOfTheScalarOne(Kernels kernels) {
        for (int depth : LENGTHS) {
            var random = random(300 + depth);
            var x = normal(random, depth + 2);
            var codes = bytes(random, depth * 64 + 1);
            var expected = new float[66];
            var actual = new float[66];
            SCALAR.multiplyBytes(x, 2, depth, codes, 1, expected, 2);
            kernels.multiplyBytes(x, 2, depth, codes, 1, actual, 2);
            assertClose(actual, expected, 1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void lookupsInBytesAreExactForEveryNumberOfTilesAndBlocks(Kernels kernels) {
        int number = 400;
        for (int tiles : new int[] {0, 1, 3, 4, 5, 9}) {
            for (int blocks : new int[] {1, 2, 31, 32, 255, Kernels.SUMMANDS}) {
                var random = random(number++);
                int stride = (blocks + 3) * 64;
                var codes = bytes(random, 64 + tiles * stride);
                var tables = bytes(random, blocks * 256);
                if (blocks == Kernels.SUMMANDS) Arrays.fill(tables, (byte) 255); // the largest sum
                var expected = new float[tiles * 64];
                Arrays.fill(expected, 1000);
                var actual = expected.clone();
                var room = new float[tiles * 32];
                SCALAR.lookupBytes(codes, 64, stride, tiles, blocks, tables, 0.25F, room, expected);
                kernels.lookupBytes(codes, 64, stride, tiles, blocks, tables, 0.25F, room, actual);
                assertThat(actual).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tablesOfBytesAreTheTablesRoundedToTheNearestStep(Kernels kernels) {
        int number = 1000;
        for (int block : new int[] {2, 4, 8, 16}) {
            for (int blocks : new int[] {1, 2, 7, 32}) {
                var random = random(number++);
                var codebook = new ProductCodebook(normal(random, 256 * block), block);
                var x = normal(random, 3 + blocks * block);
                if (blocks == 7) Arrays.fill(x, 0); // nothing to scale by
                var exact = new float[blocks * 256];
                codebook.tables(SCALAR, x, 3, blocks, exact);
                float largest = 0;
                for (float entry : exact) largest = Math.max(largest, Math.abs(entry));
                var rounded = new byte[exact.length];
                float scale = kernels.byteTables(codebook, x, 3, blocks, new float[exact.length], rounded);
                double step = largest == 0 ? 1 : largest / 127;
                assertThat((double) scale).isCloseTo(step, within(1e-5 * step));
                for (int i = 0; i < exact.length; i++) {
                    double back = ((rounded[i] & 0xFF) - 128) * (double) scale;
                    assertThat(back).isCloseTo(exact[i], within(scale * 0.501));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void tablesAreRoundedToTheNearestStep(Kernels kernels) {
        for (int blocks : new int[] {1, 3, 32}) {
            var tables = normal(random(500 + blocks), blocks * 256);
            var rounded = new byte[tables.length];
            float scale = kernels.roundTables(tables, tables.length, rounded);
            for (int i = 0; i < tables.length; i++) {
                double back = ((rounded[i] & 0xFF) - 128) * (double) scale;
                assertThat(back).isCloseTo(tables[i], within(scale * 0.5001));
            }
        }
        var zeros = new byte[256];
        assertThat(kernels.roundTables(new float[256], 256, zeros)).isEqualTo(1);
        assertThat(zeros).containsOnly((byte) 128);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void lookupsInTablesAreTheProduct(Kernels kernels) {
        var random = random(600);
        int block = 8;
        int blocks = 5;
        var codebook = new ProductCodebook(normal(random, 256 * block), block);
        var codes = bytes(random, 2 * blocks * 64);
        var x = normal(random, blocks * block);
        var tables = new float[blocks * 256];
        codebook.tables(kernels, x, 0, blocks, tables);
        var sums = new float[128];
        kernels.lookupFloats(codes, 2, blocks, tables, sums);
        for (int j = 0; j < 128; j++) {
            double expected = 0;
            for (int i = 0; i < x.length; i++) {
                int code = codes[(j / 64 * blocks + i / block) * 64 + j % 64] & 0xFF;
                expected += (double) x[i] * codebook.centroids()[code * block + i % block];
            }
            assertThat((double) sums[j]).isCloseTo(expected, within(1e-4));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void softmaxSumsUpToOneWhateverTheNumbers(Kernels kernels) {
        for (int length : LENGTHS) {
            if (length == 0) continue;
            for (float spread : new float[] {0, 1, 30, 1000}) {
                var x = normal(random(700 + length), length + 2);
                for (int i = 0; i < x.length; i++) x[i] *= spread;
                var expected = x.clone();
                double sum = 0;
                double largest = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < length; i++) largest = Math.max(largest, 0.125 * x[1 + i]);
                for (int i = 0; i < length; i++) sum += Math.exp(0.125 * x[1 + i] - largest);
                for (int i = 0; i < length; i++) {
                    expected[1 + i] = (float) (Math.exp(0.125 * x[1 + i] - largest) / sum);
                }
                kernels.softmax(x, 1, length, 0.125F);
                assertClose(x, expected, 1e-6);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void activationsAreThoseOfTheScalarOnes(Kernels kernels) {
        for (int length : LENGTHS) {
            var x = normal(random(800 + length), length + 2);
            for (int i = 0; i < x.length; i++) x[i] *= i % 5 == 0 ? 50 : 2;
            var expected = x.clone();
            var actual = x.clone();
            SCALAR.gelu(expected, 1, length);
            kernels.gelu(actual, 1, length);
            assertClose(actual, expected, 1e-6);
            expected = x.clone();
            actual = x.clone();
            SCALAR.geluTanh(expected, 1, length);
            kernels.geluTanh(actual, 1, length);
            assertClose(actual, expected, 1e-6);
            expected = x.clone();
            actual = x.clone();
            SCALAR.relu(expected, 1, length);
            kernels.relu(actual, 1, length);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void geluIsTheIntegralOfTheNormalDistributionTimesX() {
        // Φ by Simpson's rule; nothing to do with the approximation
        for (double x = -6; x <= 6; x += 0.37) {
            int steps = 2000;
            double sum = 0;
            for (int i = 0; i <= steps; i++) {
                double t = x * i / steps;
                double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
                sum += weight * Math.exp(-t * t / 2);
            }
            double phi = 0.5 + sum * x / steps / 3 / Math.sqrt(2 * Math.PI);
            assertThat((double) Curves.gelu((float) x)).isCloseTo(x * phi, within(2e-6));
            double y = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
            assertThat((double) Curves.geluTanh((float) x)).isCloseTo(0.5 * x * (1 + Math.tanh(y)), within(2e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void normsAndSumsAreThoseOfTheScalarOnes(Kernels kernels) {
        for (int length : LENGTHS) {
            var random = random(900 + length);
            var x = normal(random, length + 3);
            var gain = normal(random, length);
            var shift = normal(random, length);
            var expected = x.clone();
            var actual = x.clone();
            SCALAR.add(expected, 1, x, 2, length);
            kernels.add(actual, 1, x, 2, length);
            assertThat(actual).isEqualTo(expected);
            SCALAR.scale(expected, 1, x, 2, length);
            kernels.scale(actual, 1, x, 2, length);
            assertThat(actual).isEqualTo(expected);
            if (length == 0) continue;
            SCALAR.normalize(expected, 2, length, gain, shift, 1e-5F);
            kernels.normalize(actual, 2, length, gain, shift, 1e-5F);
            assertClose(actual, expected, 2e-5);
        }
    }
}
