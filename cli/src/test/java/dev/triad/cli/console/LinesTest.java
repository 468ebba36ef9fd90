// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LinesTest {
    private final StringWriter written = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();
    private final Lines lines = new Lines(new PrintWriter(written), nanos::get);

    private void pass(double seconds) {
        nanos.addAndGet((long) (seconds * 1e9));
    }

    @Test
    void bytesAreShownWithShareRateAndRemainingTime() {
        try (var task = lines.start("reading wiki.txt", 480_500_000, "bytes")) {
            pass(10);
            task.advance(121_000_000);
            task.note("3 files");
            pass(10);
            task.advance(100_000_000);
            pass(19);
            task.advance(259_500_000);
        }
        assertThat(written.toString().lines())
                .containsExactly(
                        "reading wiki.txt: 121.0 of 480.5 MB, 25 %, 12.1 MB/s, 29 s left",
                        "reading wiki.txt: 221.0 of 480.5 MB, 45 %, 10.0 MB/s, 25 s left, 3 files",
                        "reading wiki.txt: 480.5 of 480.5 MB in 39 s, 12.3 MB/s, 3 files");
    }

    @Test
    void anUnknownTotalShowsNoShareAndNoRemainingTime() {
        try (var task = lines.start("counting", -1, "songs")) {
            pass(20);
            task.advance(1200);
        }
        assertThat(written.toString().lines())
                .containsExactly("counting: 1,200 songs, 60.0 songs/s", "counting: 1,200 songs in 20 s, 60.0 songs/s");
    }

    @Test
    void aLineComesAtMostEveryTenSeconds() {
        try (var task = lines.start("training", 3000, "steps")) {
            for (int step = 0; step < 3000; step++) {
                pass(0.01);
                task.advance(1);
            }
        }
        assertThat(written.toString().lines()).hasSize(2 + 1);
    }

    @Test
    void theRateForgetsASlowStart() {
        try (var task = lines.start("training", 1000, "steps")) {
            pass(100);
            task.advance(10);
            pass(10);
            task.advance(90);
        }
        assertThat(written.toString().lines().skip(1).findFirst().orElseThrow())
                .isEqualTo("training: 100 of 1,000 steps, 10 %, 9.0 steps/s, 1 min 40 s left");
    }

    @Test
    void nothingDoneYetIsNoDivisionByZero() {
        try (var task = lines.start("waiting", 0, "steps")) {
            task.note("for input");
        }
        assertThat(written.toString()).isEqualTo("waiting: 0 of 0 steps in 0.0 s, for input%n".formatted());
    }

    @Test
    void messagesAreLinesOfTheirOwn() {
        lines.message("checkpoint written");
        assertThat(written.toString()).isEqualTo("checkpoint written%n".formatted());
    }

    @Test
    void closingTwiceSumsUpOnce() {
        var task = lines.start("training", 1, "steps");
        task.close();
        task.close();
        assertThat(written.toString().lines()).hasSize(1);
    }
}
