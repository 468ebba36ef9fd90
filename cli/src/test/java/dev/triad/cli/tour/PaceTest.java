// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.cli.tour.Step.Learning;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong now = new AtomicLong(17);
    private final Step first = fixed("first", 10);
    private final Step second = fixed("second", 20);
    private final Step longer = learning("longer", 3, 5);
    private final Step shorter = learning("shorter", 1, 5);
    private final Pace pace = new Pace(List.of(first, longer, shorter, second), 3, now::get);

    private static Step fixed(String id, double seconds) {
        Step.Command command = () -> List.of(id);
        return new Step(id, command, null, Step.Again.REPEATS, seconds);
    }

    private static Step learning(String id, double share, double seconds) {
        var learning = new Learning(share, 1, 1, 1, "", (_, _, _) -> List.of(id));
        return new Step(id, learning, null, Step.Again.REPEATS, seconds);
    }

    private void wait(int seconds) {
        now.addAndGet(seconds * 1_000_000_000L);
    }

    private void pass(Step step, int seconds) {
        pace.begin(step);
        wait(seconds);
        pace.end();
    }

    @Test
    void whatIsNotFixedIsSharedOutAmongTheTrainings() {
        pass(first, 10);
        pace.begin(longer);
        wait(4); // the rehearsal; as much as half of the planned seconds comes after
        assertThat(pace.learning()).isCloseTo((180 - 10 - 4 - 2.5 - 5 - 20) * 0.75, within(1e-9));
    }

    @Test
    void aSlowMachineLearnsForAShorterTime() {
        pass(first, 20); // twice what was planned
        pace.begin(longer);
        assertThat(pace.learning()).isCloseTo((180 - 20 - 5 - 10 - 40) * 0.75, within(1e-9));
    }

    @Test
    void aTrainingThatTookLongerLeavesLessForTheNext() {
        pass(first, 10);
        pass(longer, 126);
        pace.begin(shorter);
        assertThat(pace.learning()).isCloseTo(180 - 136 - 2.5 - 20, within(1e-9));
        pace.end();
        pass(second, 90);
        assertThat(pace.left()).isEqualTo(Duration.ZERO);
        assertThat(pace.share()).isEqualTo(1);
    }

    @Test
    void withoutTimeATrainingStillHasHalfOfItsShare() {
        pass(first, 200);
        pace.begin(longer);
        assertThat(pace.learning()).isCloseTo((180 - 10 - 5 - 5 - 20) * 0.75 / 2, within(1e-9));
        assertThat(pace.left()).isGreaterThan(Duration.ofSeconds(20));
    }

    @Test
    void theWholeTourTakesItsMinutesWhileThereIsSomethingToLearn() {
        assertThat(pace.left()).isEqualTo(Duration.ofMinutes(3));
        pass(first, 15);
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(165));
        assertThat(pace.share()).isCloseTo(15.0 / 180, within(1e-9));
        assertThat(pace.words()).isEqualTo("8 % of the tour, about 3 min left");
    }

    @Test
    void whatWasDoneBeforeTakesFromTheMinutesAndSaysNothingOfThisMachine() {
        pace.skip(first, 100);
        pace.skip(longer, 20);
        pace.begin(shorter);
        assertThat(pace.learning()).isCloseTo(180 - 120 - 2.5 - 20, within(1e-9));
    }

    @Test
    void aStepThatTakesTooLongIsNeverQuiteDone() {
        pace.skip(longer, 60);
        pace.skip(shorter, 60);
        pace.skip(first, 10);
        pace.begin(second);
        wait(1000);
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(2));
        assertThat(pace.share()).isLessThan(1);
    }

    @Test
    void onlyATrainingLearns() {
        pace.begin(first);
        assertThatThrownBy(pace::learning).isInstanceOf(IllegalStateException.class);
    }
}
