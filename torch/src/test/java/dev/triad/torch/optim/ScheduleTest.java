// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void electrasScheduleHasTheReleasedCodesValues() {
        var schedule = Schedule.polynomial(5e-4, 1_000_000, 10_000, 1);
        assertThat(schedule.at(0)).isZero();
        assertThat(schedule.at(1)).isCloseTo(5.0e-8, within(1e-12));
        assertThat(schedule.at(5_000)).isCloseTo(2.4875e-4, within(1e-12));
        assertThat(schedule.at(10_000)).isCloseTo(4.95e-4, within(1e-12));
        assertThat(schedule.at(500_000)).isCloseTo(2.5e-4, within(1e-12));
        assertThat(schedule.at(1_000_000)).isZero();
        assertThat(schedule.at(2_000_000)).isZero();
    }

    @Test
    void noWarmUpStartsAtThePeakInsteadOfDividingByZero() {
        assertThat(Schedule.polynomial(1, 10, 0, 1).at(0)).isEqualTo(1);
        assertThat(Schedule.warmup(1, 0).at(0)).isEqualTo(1);
    }

    @Test
    void jukeboxsSchedulesStartAtZeroAndDecayAsDescribed() {
        assertThat(Schedule.warmup(3e-4, 100).at(0)).isZero();
        assertThat(Schedule.warmup(3e-4, 100).at(50)).isCloseTo(1.5e-4, within(1e-12));
        assertThat(Schedule.warmup(3e-4, 100).at(5000)).isEqualTo(3e-4);
        var linear = Schedule.linearDecay(1, 100, 1000, 500);
        assertThat(linear.at(1000)).isEqualTo(1);
        assertThat(linear.at(1250)).isEqualTo(0.5);
        assertThat(linear.at(1500)).isZero();
        assertThat(linear.at(9999)).isZero();
        var steps = Schedule.stepDecay(1, 0, 0.5, 10);
        assertThat(steps.at(9)).isEqualTo(1);
        assertThat(steps.at(10)).isEqualTo(0.5);
        assertThat(steps.at(29)).isEqualTo(0.25);
    }

    @Test
    void theCosineFallsFromThePeakToTheFloor() {
        var cosine = Schedule.cosine(1, 0.1, 110, 10);
        assertThat(cosine.at(5)).isEqualTo(0.5);
        assertThat(cosine.at(10)).isEqualTo(1);
        assertThat(cosine.at(60)).isCloseTo(0.55, within(1e-12));
        assertThat(cosine.at(110)).isCloseTo(0.1, within(1e-12));
        assertThat(cosine.at(500)).isCloseTo(0.1, within(1e-12));
        assertThatThrownBy(() -> Schedule.cosine(1, 0, 10, 10)).hasMessageContaining("10");
    }
}
