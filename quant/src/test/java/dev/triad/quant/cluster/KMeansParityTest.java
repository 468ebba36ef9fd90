// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomFill;
import dev.triad.core.random.RandomKey;
import dev.triad.quant.Golden;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Conv1d;
import dev.triad.torch.nn.Conv1dShape;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Trajectories frozen from other implementations, and what must hold on any weight.
class KMeansParityTest {
    private static final RandomKey KEY = RandomKey.of(7);

    /// In the original, blocks are numbered down the rows first: block c is block c / rows of row c % rows.
    private static int ours(int column, int blocksPerRow) {
        return column % Golden.ROWS * blocksPerRow + column / Golden.ROWS;
    }

    private static Clustering fromColumns(int blockSize, int iterations, int threads) {
        int perRow = Golden.COLUMNS / blockSize;
        var centroids = new float[16 * blockSize];
        for (int k = 0; k < 16; k++) {
            int block = ours(29 * k % (Golden.ROWS * perRow), perRow);
            System.arraycopy(Golden.weight(), block * blockSize, centroids, k * blockSize, blockSize);
        }
        return KMeans.run("w", Golden.rows(), blockSize, centroids, iterations, KEY, threads);
    }

    private static int[] firstCodes(Clustering found, int count) {
        int perRow = Golden.COLUMNS / found.blockSize();
        var codes = new int[count];
        for (int c = 0; c < count; c++) codes[c] = found.codes()[ours(c, perRow)] & 0xFF;
        return codes;
    }

    @Test
    void blocksOfFourFollowTheMeasuredPath() {
        var found = fromColumns(4, 20, 1);
        double[] expected = {
            15.0389, 13.70005, 12.66131, 11.76425, 11.38126, 11.2226, 11.1446, 11.07266, 11.01687, 10.99496, 10.98238,
            10.97916, 10.97761
        };
        assertThat(found.trajectory()).hasSizeGreaterThanOrEqualTo(13);
        assertThat(Arrays.copyOf(found.trajectory(), 13)).containsExactly(expected, within(1e-4));
        assertThat(found.error()).isCloseTo(10.97761, within(1e-4));
        assertThat(found.populations()).containsExactly(50, 38, 31, 42, 24, 23, 14, 10, 37, 41, 49, 39, 44, 20, 27, 23);
        assertThat(firstCodes(found, 12)).containsExactly(0, 3, 1, 3, 9, 0, 2, 9, 13, 12, 10, 8);
        assertThat(Arrays.copyOf(found.centroids(), 4))
                .containsExactly(new float[] {0.061223f, 0.611211f, -0.117933f, -0.616310f}, within(2e-6f));
    }

    @Test
    void blocksOfEightFollowTheMeasuredPath() {
        var found = fromColumns(8, 20, 1);
        double[] expected = {
            17.98532, 16.41817, 15.27497, 14.94007, 14.83684, 14.76824, 14.72827, 14.69569, 14.66514, 14.63068
        };
        assertThat(Arrays.copyOf(found.trajectory(), 10)).containsExactly(expected, within(1e-4));
        assertThat(found.error()).isCloseTo(14.63068, within(1e-4));
        assertThat(firstCodes(found, 12)).containsExactly(4, 2, 15, 6, 14, 9, 8, 9, 8, 5, 1, 4);
    }

    @Test
    void aWeightWithTwoDifferentBlocksIsExact() {
        var values = new float[16 * 8];
        for (int i = 0; i < 16; i++) Arrays.fill(values, 8 * i, 8 * i + 8, i % 3 == 0 ? 1.5f : -0.25f);
        var found = KMeans.run("w", WeightRows.of(values, 8), 8, 4, 15, KEY, 1);
        assertThat(found.populations()).containsExactly(6, 10, 0, 0);
        assertThat(found.unresolved()).isEqualTo(2);
        assertThat(found.decode()).containsExactly(values);
        assertThat(found.error()).isZero();
    }

    @Test
    void asManyCentroidsAsBlocksDecodeToTheWeight() {
        var found = KMeans.run("w", Golden.rows(), 16, 128, 15, KEY, 1);
        assertThat(found.decode()).containsExactly(Golden.weight());
    }

    @Test
    void fewDifferentBlocksAmongManyAreAllFound() {
        // 20 different blocks for 16 centroids, nine tenths of them the same: draws miss most of them.
        var values = new float[2000 * 4];
        for (int i = 0; i < 2000; i++) Arrays.fill(values, 4 * i, 4 * i + 4, i % 10 == 0 ? 1 + i / 10 % 19 : 0);
        var found = KMeans.run("w", WeightRows.of(values, 40), 4, 16, 30, KEY, 1);
        assertThat(found.unresolved()).isZero();
        assertThat(found.relativeError()).isLessThan(2e-3);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void threadsChangeNothing(int threads) {
        var weights = normal(300_000, 240, 11);
        var alone = KMeans.run("w", weights, 8, 64, 6, KEY, 1);
        var together = KMeans.run("w", weights, 8, 64, 6, KEY, threads);
        assertThat(together.codes()).isEqualTo(alone.codes());
        assertThat(together.centroids()).isEqualTo(alone.centroids());
        assertThat(together.trajectory()).isEqualTo(alone.trajectory());
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 16", "3, 5", "4, 256", "6, 40", "7, 33", "8, 256", "16, 64"})
    void everyCodeIsThatOfTheNearestCentroid(int blockSize, int count) {
        var weights = normal(336 * 64, 336, 5);
        var values = weights.toArray();
        var found = KMeans.run("w", weights, blockSize, count, 4, KEY, 2);
        double squares = 0;
        for (int block = 0; block < found.codes().length; block++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < count; k++) nearest = Math.min(nearest, distance(values, block, found, k));
            double chosen = distance(values, block, found, found.codes()[block] & 0xFF);
            assertThat(chosen).isLessThanOrEqualTo(nearest + 1e-5);
            squares += chosen;
        }
        assertThat(found.error()).isCloseTo(Math.sqrt(squares), within(1e-5));
        assertThat(found.unresolved()).isZero();
        assertThat(Arrays.stream(found.populations()).sum()).isEqualTo(found.codes().length);
    }

    private static double distance(float[] values, int block, Clustering found, int k) {
        double squares = 0;
        for (int j = 0; j < found.blockSize(); j++) {
            double off = values[block * found.blockSize() + j] - found.centroids()[k * found.blockSize() + j];
            squares += off * off;
        }
        return squares;
    }

    /// Relative squared errors on normal weights after 15 iterations.
    @ParameterizedTest
    @CsvSource({"4, 256, 0.0968", "8, 256, 0.3175", "2, 16, 0.1105", "4, 16, 0.3446", "8, 16, 0.6066"})
    void normalWeightsLoseWhatTheyShould(int blockSize, int count, double expected) {
        var weights = normal(100_000 * blockSize, 100 * blockSize, blockSize);
        var found = KMeans.run("w", weights, blockSize, count, 15, KEY, 2);
        assertThat(found.relativeError()).isCloseTo(expected, within(0.03 * expected));
    }

    /// As many blocks as a layer of BERT's has, against the distances themselves.
    @Test
    void theSearchFindsWhatDistancesSay() {
        var values = normal(294_912 * 8, 3072, 14).toArray();
        var centroids = normal(256 * 8, 8, 15).toArray();
        var search = new Search(centroids, 8);
        int different = 0;
        double found = 0;
        double least = 0;
        for (int at = 0; at < values.length; at += 8) {
            int nearest = 0;
            double smallest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < 256; k++) {
                double squares = squares(values, at, centroids, k);
                if (squares < smallest) {
                    smallest = squares;
                    nearest = k;
                }
            }
            int code = search.nearest(values, at);
            if (code != nearest) different++;
            found += squares(values, at, centroids, code);
            least += smallest;
        }
        assertThat(different).isLessThan(3);
        assertThat(found).isCloseTo(least, within(1e-6 * least));
    }

    private static double squares(float[] values, int at, float[] centroids, int k) {
        double squares = 0;
        for (int j = 0; j < 8; j++) {
            double off = values[at + j] - (double) centroids[8 * k + j];
            squares += off * off;
        }
        return squares;
    }

    /// Where centroids are halves themselves, splitting an empty cluster moves nothing, and the original gives
    /// up.
    @Test
    void halvesAreClusteredAsFloats() {
        try (var _ = Scope.open()) {
            var tensor = Tensors.of(normal(3 * 768, 768, 18).toArray(), 3, 768);
            var halves = WeightRows.of(tensor.to(DType.F16), 0);
            var found = KMeans.run("w", halves, 8, 256, 15, KEY, 1);
            assertThat(found.unresolved()).isZero();
            assertThat(found.trajectory()).hasSizeGreaterThan(1);
            assertThat(found.relativeError()).isBetween(1e-3, 0.045);
            var whole = KMeans.run("w", WeightRows.of(tensor, 0), 8, 256, 15, KEY, 1);
            assertThat(found.relativeError()).isCloseTo(whole.relativeError(), within(0.01 * whole.relativeError()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void theLegacyMannerKeepsTheCodesOfTheLastPassButOne(int iterations) {
        int perRow = Golden.COLUMNS / 4;
        var centroids = new float[16 * 4];
        for (int k = 0; k < 16; k++) {
            System.arraycopy(Golden.weight(), ours(29 * k % (Golden.ROWS * perRow), perRow) * 4, centroids, k * 4, 4);
        }
        var legacy = KMeans.run("w", Golden.rows(), 4, centroids, iterations, KMeans.Manner.LEGACY, KEY, 1);
        var before = fromColumns(4, iterations - 1, 1);
        assertThat(legacy.codes())
                .isEqualTo(before.codes())
                .isNotEqualTo(fromColumns(4, iterations, 1).codes());
        assertThat(legacy.error()).isEqualTo(legacy.trajectory()[iterations - 1]);
        double squares = 0;
        for (int block = 0; block < legacy.codes().length; block++) {
            squares += distance(Golden.weight(), block, legacy, legacy.codes()[block]);
        }
        assertThat(Math.sqrt(squares)).isCloseTo(legacy.error(), within(1e-5));
    }

    @Test
    void theLegacyMannerStartsFromSomeBlocksTwice() {
        var weights = normal(300 * 8, 240, 21);
        var legacy = KMeans.run("w", weights, 8, 256, 1, KMeans.Manner.LEGACY, KEY, 1);
        var corrected = KMeans.run("w", weights, 8, 256, 1, KMeans.Manner.CORRECTED, KEY, 1);
        assertThat(legacy.trajectory()[0]).isGreaterThan(1.5 * corrected.trajectory()[0]);
    }

    @Test
    void weightsMustBeFiniteAndBlocksMustFillRows() {
        var values = Golden.weight();
        values[77] = Float.NaN;
        assertThatThrownBy(() -> KMeans.run("a.weight", WeightRows.of(values, 32), 8, 16, 3, KEY, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.weight");
        assertThatThrownBy(() -> KMeans.run("a.weight", Golden.rows(), 5, 16, 3, KEY, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.weight")
                .hasMessageContaining("32");
    }

    @Test
    void blocksOfConvolutionsAndTurnedMatricesRunOverWhatMakesOneOutput() {
        try (var _ = Scope.open();
                var convolution = new Conv1d(new Conv1dShape(4, 6, 3, 1, 0));
                var turned = new Linear(6, 10, Linear.Layout.IN_OUT, (_, v) -> v.fill_(0), null)) {
            convolution.initialize(KEY);
            var rows = WeightRows.of(convolution.weight());
            assertThat(rows.rows()).isEqualTo(6);
            assertThat(rows.columns()).isEqualTo(12);
            assertThat(rows.toArray())
                    .containsExactly(convolution.weight().master().toFloats());
            var master = turned.weight().master();
            for (int n = 0; n < 60; n++) master.segment().setAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, n, n);
            var across = WeightRows.of(turned.weight());
            assertThat(across.rows()).isEqualTo(10);
            assertThat(Arrays.copyOf(across.toArray(), 6)).containsExactly(0, 10, 20, 30, 40, 50);
        }
    }

    @Test
    void centroidsMustBeFewerThanBlocks() {
        assertThat(KMeans.worthwhile(256, 294_912)).isEqualTo(256);
        assertThat(KMeans.worthwhile(256, 1024)).isEqualTo(128);
        assertThat(KMeans.worthwhile(256, 1025)).isEqualTo(256);
        assertThat(KMeans.worthwhile(256, 576)).isEqualTo(128);
        assertThat(KMeans.worthwhile(16, 4)).isEqualTo(2);
    }

    private static WeightRows normal(int count, int columns, long seed) {
        var values = new float[count];
        RandomFill.normal(RandomKey.of(seed), 0, 0, 0, 0, MemorySegment.ofArray(values), 0, 1);
        return WeightRows.of(values, columns);
    }
}
