// SPDX-License-Identifier: Apache-2.0
package dev.triad.runtime.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

final class CrewTest {
    @Test
    void everyPartIsDoneOnceWhateverTheNumberOfThreads() {
        for (int threads : new int[] {1, 2, 5}) {
            try (var crew = new Crew(threads)) {
                for (int parts : new int[] {0, 1, 2, 7, 1000}) {
                    for (int round = 0; round < 50; round++) {
                        var times = new AtomicIntegerArray(parts);
                        try (var turn = crew.turn(true)) {
                            turn.each(parts, (part, _) -> times.incrementAndGet(part));
                        }
                        for (int part = 0; part < parts; part++)
                            assertThat(times.get(part)).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void helpersComputeTogetherWithTheCaller() throws InterruptedException {
        try (var crew = new Crew(2);
                var turn = crew.turn(true)) {
            var both = new CountDownLatch(2);
            assertThat(turn.hands()).isEqualTo(2);
            var met = new AtomicInteger();
            turn.each(2, (_, _) -> {
                both.countDown();
                try {
                    if (both.await(30, TimeUnit.SECONDS)) met.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(met).hasValue(2);
        }
    }

    @Test
    void aFailureReachesTheCallerAndTheCrewGoesOn() {
        try (var crew = new Crew(3)) {
            for (int i = 0; i < 20; i++) {
                try (var turn = crew.turn(true)) {
                    assertThatThrownBy(() -> turn.each(10, (part, _) -> {
                                if (part == 7) throw new IllegalArgumentException("part 7");
                            }))
                            .hasMessage("part 7");
                }
            }
            var done = new AtomicInteger();
            try (var turn = crew.turn(true)) {
                turn.each(10, (_, _) -> done.incrementAndGet());
            }
            assertThat(done).hasValue(10);
        }
    }

    @Test
    void noMoreTurnsRunAtOnceThanThereAreThreads() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        try (var crew = new Crew(2);
                var callers = Executors.newFixedThreadPool(16)) {
            var calls = new ArrayList<Future<?>>();
            for (int i = 0; i < 200; i++) {
                calls.add(callers.submit(() -> {
                    try (var turn = crew.turn(true)) {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        turn.each(3, (_, scratch) -> scratch.floats(Scratch.Use.ROW, 10)[0] = 1);
                        running.decrementAndGet();
                    }
                }));
            }
            for (var call : calls) call.get();
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void aClosedCrewRefusesTurns() {
        var crew = new Crew(2);
        crew.close();
        crew.close();
        assertThatThrownBy(() -> crew.turn(false)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void coresAreCountedOnceHoweverManyThreadsTheyHave() {
        String two = "processor: 0\nphysical id\t: 0\ncore id\t: 0\nprocessor: 1\nphysical id\t: 0\ncore id\t: 0\n";
        assertThat(Processors.cores(two)).isEqualTo(1);
        assertThat(Processors.cores(two + two.replace("core id\t: 0", "core id\t: 1")))
                .isEqualTo(2);
        assertThat(Processors.cores("nothing of the kind")).isZero();
        assertThat(Processors.cores()).isBetween(1, Runtime.getRuntime().availableProcessors());
    }
}
