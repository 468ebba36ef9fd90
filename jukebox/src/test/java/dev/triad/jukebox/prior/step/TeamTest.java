// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyPartIsDoneOnceInEveryRound(int size) throws InterruptedException {
        try (var team = new Team(size)) {
            for (int round = 0; round < 2000; round++) {
                var done = new AtomicIntegerArray(size);
                team.run(done::incrementAndGet);
                for (int part = 0; part < size; part++)
                    assertThat(done.get(part)).isEqualTo(1);
                if (round % 500 == 0) Thread.sleep(5); // long enough to fall asleep
            }
        }
    }

    @Test
    void aFailedPartIsToldAndTheTeamGoesOn() {
        try (var team = new Team(2)) {
            assertThatThrownBy(() -> team.run(part -> {
                        if (part == 1) throw new IllegalArgumentException("no");
                    }))
                    .hasMessage("a part of a step failed: no");
            var done = new AtomicIntegerArray(2);
            team.run(done::incrementAndGet);
            assertThat(done.get(1)).isEqualTo(1);
        }
    }
}
