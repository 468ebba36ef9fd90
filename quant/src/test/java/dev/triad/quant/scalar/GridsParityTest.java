// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomFill;
import dev.triad.core.random.RandomKey;
import dev.triad.quant.Golden;
import dev.triad.quant.weight.WeightRows;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Numbers measured with PyTorch's observers.
class GridsParityTest {
    private static final WeightRows WEIGHT = Golden.rows();

    @Test
    void theGoldenWeightIsTheOneThatWasMeasured() {
        double sum = 0;
        double squares = 0;
        for (float value : Golden.weight()) {
            sum += value;
            squares += value * (double) value;
        }
        assertThat(sum).isCloseTo(42.482764, within(1e-5));
        assertThat(Math.sqrt(squares)).isCloseTo(23.099985, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "8, TENSOR, 0.007837773, 128, 5.044754e-06, 1e-9",
        "8, HISTOGRAM, 0.007833946, 128, 5.023690e-06, 1e-8",
        "4, TENSOR, 0.133242145, 8, 1.448288e-03, 1e-8",
        "4, HISTOGRAM, 0.131810829, 8, 1.430206e-03, 1e-8"
    })
    void oneGridForAllIsPyTorchs(
            int bits, Granularity granularity, double scale, double zero, double error, double tolerance) {
        var grids = Grids.fit("w", WEIGHT, bits, granularity);
        assertThat((double) grids.at(0).scale()).isCloseTo(scale, within(tolerance));
        assertThat((double) grids.at(0).zero()).isEqualTo(zero);
        assertThat(grids.meanSquaredError(WEIGHT)).isCloseTo(error, within(error * 1e-5));
    }

    @Test
    void aSearchFor256LevelsHardlyClipsFourBits() {
        var range = RangeSearch.find(WEIGHT, 256);
        var grid = Grid.covering(range.low(), range.high(), 4);
        assertThat((double) grid.scale()).isCloseTo(0.133177087, within(1e-8));
        assertThat(new Grids(WEIGHT.count(), java.util.List.of(grid)).meanSquaredError(WEIGHT))
                .isCloseTo(1.447764e-03, within(1e-8));
    }

    @Test
    void aGridPerOutputIsFiner() {
        var grids = Grids.fit("w", WEIGHT, 4, Granularity.CHANNEL);
        assertThat(grids.grids()).hasSize(64);
        assertThat(grids.meanSquaredError(WEIGHT)).isCloseTo(1.245365e-03, within(1e-8));
    }

    @Test
    void symmetricGridsPerInputAreThoseOfTheOriginal() {
        var values = Golden.weight();
        double sum = 0;
        for (int i = 0; i < 32; i++) {
            var column = new float[64];
            for (int o = 0; o < 64; o++) column[o] = values[32 * o + i];
            var rows = WeightRows.of(column, 1);
            var range = Range.of(rows, 0, 64);
            var grid = Grid.symmetric(range.low(), range.high(), 8);
            if (i == 0) assertThat((double) grid.scale()).isCloseTo(0.007634899, within(1e-9));
            assertThat(grid.zero()).isEqualTo(128);
            sum += new Grids(64, java.util.List.of(grid)).meanSquaredError(rows);
        }
        assertThat(sum / 32).isCloseTo(5.014223e-06, within(1e-10));
    }

    /// Relative errors on normal weights, from 100,000 blocks of 8.
    @ParameterizedTest
    @CsvSource({
        "4, TENSOR, 0.0357, 0.25", // depends on the largest of all weights
        "4, HISTOGRAM, 0.0139, 0.03",
        "4, GROUP_64, 0.0083, 0.03"
    })
    void normalWeightsLoseWhatTheyShould(int bits, Granularity granularity, double expected, double tolerance) {
        var values = new float[800_000];
        RandomFill.normal(RandomKey.of(3), 0, 0, 0, 0, MemorySegment.ofArray(values), 0, 1);
        var weights = WeightRows.of(values, 640);
        double error = Grids.fit("w", weights, bits, granularity).meanSquaredError(weights);
        assertThat(error).isCloseTo(expected, within(expected * tolerance));
    }

    /// In 8 bits the outermost weights decide, and so single draws differ by a tenth; their mean does not.
    @ParameterizedTest
    @CsvSource({"TENSOR, 1.23e-4", "HISTOGRAM, 8.6e-5"})
    void normalWeightsInBytesLoseWhatTheyShouldOnAverage(Granularity granularity, double expected) {
        var values = new float[800_000];
        double sum = 0;
        for (int seed = 1; seed <= 10; seed++) {
            RandomFill.normal(RandomKey.of(seed), 0, 0, 0, 0, MemorySegment.ofArray(values), 0, 1);
            var weights = WeightRows.of(values, 640);
            sum += Grids.fit("w", weights, 8, granularity).meanSquaredError(weights);
        }
        assertThat(sum / 10).isCloseTo(expected, within(0.03 * expected));
    }

    @ParameterizedTest
    @EnumSource
    void codesStandForTheSnappedWeights(Granularity granularity) {
        var values = new float[96 * 256];
        RandomFill.normal(RandomKey.of(4), 0, 0, 0, 0, MemorySegment.ofArray(values), 0.1, 0.3);
        var weights = WeightRows.of(values, 256);
        var grids = Grids.fit("w", weights, 4, granularity);
        var codes = grids.codes(weights);
        var snapped = values.clone();
        grids.snap(0, snapped, 1000);
        for (int from = 1000; from < snapped.length; from += 4096) { // in pieces that cut through spans
            int to = Math.min(snapped.length, from + 4096);
            var piece = java.util.Arrays.copyOfRange(snapped, from, to);
            grids.snap(from, piece, piece.length);
            System.arraycopy(piece, 0, snapped, from, piece.length);
        }
        for (int i = 0; i < values.length; i++) {
            var grid = grids.at(i);
            assertThat(snapped[i]).isEqualTo(grid.value(codes[i] & 0xFF)).isEqualTo(grid.nearest(values[i]));
            float inside = Math.clamp(values[i], grid.lowest(), grid.highest());
            assertThat(Math.abs(snapped[i] - inside)).isLessThanOrEqualTo(grid.scale() * 0.50001f);
        }
    }

    @Test
    void zeroIsAlwaysOnTheGrid() {
        for (float[] range : new float[][] {{0, 0}, {1, 2}, {-3, -2}, {-1, 4}, {-1e-20f, 1e-20f}}) {
            var grid = Grid.covering(range[0], range[1], 8);
            assertThat(grid.nearest(0)).isZero();
        }
    }

    @Test
    void groupsMustFillRows() {
        var weights = WeightRows.of(new float[48 * 2], 48);
        assertThatThrownBy(() -> Grids.fit("some.weight", weights, 4, Granularity.GROUP_32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("some.weight")
                .hasMessageContaining("48")
                .hasMessageContaining("32");
    }
}
