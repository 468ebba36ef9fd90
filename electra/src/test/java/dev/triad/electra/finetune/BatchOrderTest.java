// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.random.RandomKey;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchOrderTest {
    private static int[] lengths(int count) {
        var draws = RandomKey.of(3).at(0, 0, 0);
        return IntStream.range(0, count).map(_ -> 1 + draws.nextInt(100)).toArray();
    }

    @ParameterizedTest
    @CsvSource({"8551,32,268", "67349,32,2105", "2490,32,78", "1,32,1", "7,1,7", "64,32,2"})
    void everyEpochVisitsEveryRowOnce(int rows, int batch, int batches) {
        var order = new BatchOrder(RandomKey.of(1), lengths(rows), batch);
        assertThat(order.batchesPerEpoch()).isEqualTo(batches); // the original's steps per epoch
        for (long epoch : new long[] {0, 3}) {
            var seen = new int[rows];
            for (long number = epoch * batches; number < (epoch + 1) * batches; number++) {
                assertThat(order.rows(number)).hasSizeLessThanOrEqualTo(batch);
                for (int row : order.rows(number)) seen[row]++;
            }
            assertThat(seen).containsOnly(1);
        }
    }

    @Test
    void aBatchDependsOnItsNumberAlone() {
        var one = new BatchOrder(RandomKey.of(1), lengths(100), 8);
        var other = new BatchOrder(RandomKey.of(1), lengths(100), 8);
        other.rows(70);
        assertThat(other.rows(5)).isEqualTo(one.rows(5));
        assertThat(one.rows(5)).isNotEqualTo(one.rows(5 + one.batchesPerEpoch()));
        assertThat(new BatchOrder(RandomKey.of(2), lengths(100), 8).rows(5)).isNotEqualTo(one.rows(5));
    }

    @Test
    void rowsOfABatchAreAboutEquallyLong() {
        var lengths = lengths(4096);
        var order = new BatchOrder(RandomKey.of(1), lengths, 32);
        long padded = 0;
        var longest = new ArrayList<Integer>();
        for (int number = 0; number < order.batchesPerEpoch(); number++) {
            int most = 0;
            var rows = order.rows(number);
            for (int row : rows) most = Math.max(most, lengths[row]);
            padded += (long) most * rows.length;
            longest.add(most);
        }
        long real = IntStream.of(lengths).sum();
        assertThat(padded).isLessThan(real * 106 / 100); // at random it would be almost twice as many
        assertThat(longest).isNotEqualTo(longest.stream().sorted().toList());
    }
}
