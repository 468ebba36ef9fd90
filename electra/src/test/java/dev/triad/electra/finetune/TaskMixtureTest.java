// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TaskMixtureTest {
    @Test
    void eachEpochHasAllBatchesOfEachTaskInAnOrderOfItsOwn() {
        var mixture = new TaskMixture(RandomKey.of(4), 30, 10);
        var orders = new ArrayList<List<Integer>>();
        for (int epoch = 0; epoch < 2; epoch++) {
            var first = new ArrayList<Long>();
            var second = new ArrayList<Long>();
            var tasks = new ArrayList<Integer>();
            for (int step = epoch * 40; step < epoch * 40 + 40; step++) {
                var turn = mixture.turn(step);
                (turn.task() == 0 ? first : second).add(turn.batch());
                tasks.add(turn.task());
            }
            assertThat(first).isEqualTo(numbers(30L * epoch, 30));
            assertThat(second).isEqualTo(numbers(10L * epoch, 10));
            assertThat(tasks).isNotEqualTo(tasks.stream().sorted().toList());
            orders.add(tasks);
        }
        assertThat(orders.get(0)).isNotEqualTo(orders.get(1));
        assertThat(new TaskMixture(RandomKey.of(4), 30, 10).turn(57)).isEqualTo(mixture.turn(57));
    }

    private static List<Long> numbers(long from, int count) {
        return LongStream.range(from, from + count).boxed().toList();
    }
}
