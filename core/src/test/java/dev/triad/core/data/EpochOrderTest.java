// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.triad.core.random.RandomKey;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochOrderTest {
    private static final RandomKey KEY = RandomKey.of(42).named("shuffle");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 100, 1000, 1023, 1024, 1025, 40_000})
    void everyEpochVisitsEveryExampleOnce(int size) {
        var order = new EpochOrder(KEY, size);
        for (int epoch = 0; epoch < 3; epoch++) {
            var seen = new BitSet(size);
            for (int i = 0; i < size; i++) {
                seen.set((int) order.example((long) epoch * size + i));
            }
            assertThat(seen.cardinality()).isEqualTo(size);
            assertThat(seen.length()).isEqualTo(size);
        }
    }

    @Test
    void epochsAndSeedsHaveOrdersOfTheirOwn() {
        var first = places(KEY, 0);
        assertThat(first).isEqualTo(places(KEY, 0));
        assertThat(same(first, places(KEY, 1000))).isLessThan(20);
        assertThat(same(first, places(RandomKey.of(43).named("shuffle"), 0))).isLessThan(20);
        assertThat(same(first, LongStream.range(0, 1000).toArray())).isLessThan(20);
    }

    /// Each of the 24 orders of four examples turns up about as often as every other: the chi-square statistic with 23
    /// degrees of freedom stays below its 99.9 % point.
    @Test
    void smallSetsAreShuffledEvenly() {
        var order = new EpochOrder(KEY, 4);
        var counts = new HashMap<Long, Integer>();
        int epochs = 24_000;
        for (long epoch = 0; epoch < epochs; epoch++) {
            long code = 0;
            for (int i = 0; i < 4; i++) {
                code = code * 4 + order.example(epoch * 4 + i);
            }
            counts.merge(code, 1, Integer::sum);
        }
        assertThat(counts).hasSize(24);
        double expected = epochs / 24.0;
        double chiSquare = counts.values().stream()
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertThat(chiSquare).isLessThan(49.7);
    }

    /// Neighbours in the run are no neighbours in the corpus: the mean distance of two random places is a third.
    @Test
    void neighboursAreTornApart() {
        long size = 1_000_003;
        var order = new EpochOrder(KEY, size);
        double mean = LongStream.range(0, 100_000)
                .mapToDouble(i -> Math.abs(order.example(i + 1) - order.example(i)) / (double) size)
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(0.325, 0.342);
    }

    @Test
    void aTrillionExamplesNeedNoTable() {
        long size = 1_000_000_000_007L;
        var order = new EpochOrder(KEY, size);
        var seen = LongStream.range(5 * size, 5 * size + 10_000)
                .map(order::example)
                .sorted()
                .toArray();
        assertThat(LongStream.of(seen).distinct().count()).isEqualTo(10_000);
        assertThat(seen[0]).isBetween(0L, size / 100);
        assertThat(seen[seen.length - 1]).isBetween(size - size / 100, size - 1);
    }

    @Test
    void nothingToShuffleIsAnError() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EpochOrder(KEY, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new EpochOrder(KEY, 5).example(-1));
    }

    private static long[] places(RandomKey key, long from) {
        var order = new EpochOrder(key, 1000);
        return LongStream.range(from, from + 1000).map(order::example).toArray();
    }

    private static int same(long[] a, long[] b) {
        assertThat(Arrays.stream(b).distinct().count()).isEqualTo(b.length);
        return (int) IntStream.range(0, a.length).filter(i -> a[i] == b[i]).count();
    }
}
