// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong now = new AtomicLong(17);
    private final Pace pace = new Pace(List.of(10.0, 30.0, 60.0), now::get);

    private void wait(int seconds) {
        now.addAndGet(seconds * 1_000_000_000L);
    }

    @Test
    void timesAreThePlannedOnesUntilSomethingWasMeasured() {
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(100));
        pace.begin(10);
        wait(5);
        assertThat(pace.share()).isCloseTo(0.05, within(1e-9));
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(95));
    }

    @Test
    void aSlowMachineStretchesWhatIsLeft() {
        pace.begin(10);
        wait(20);
        pace.end();
        pace.begin(30);
        wait(15);
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(45 + 120));
        assertThat(pace.share()).isCloseTo(0.175, within(1e-9));
        assertThat(pace.words()).isEqualTo("18 % of the tour, about 3 min left");
    }

    @Test
    void whatWasDoneBeforeIsDoneAndSaysNothingAboutThisMachine() {
        pace.skip(10);
        pace.skip(30);
        pace.begin(60);
        assertThat(pace.share()).isCloseTo(0.4, within(1e-9));
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aStepThatTakesTooLongIsNeverQuiteDone() {
        pace.begin(10);
        wait(1000);
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(91));
        assertThat(pace.share()).isCloseTo(0.09, within(1e-9));
    }
}
