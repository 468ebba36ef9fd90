// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class BarsTest {
    private final StringWriter written = new StringWriter();
    private final Bars bars = new Bars(new PrintWriter(written), 80);

    private String lastLine() {
        return written.toString()
                .lines()
                .reduce((_, second) -> second)
                .orElse("")
                .replaceAll(".*\u001b\\[K", "");
    }

    @Test
    void theFinalBarShowsAmountShareAndNote() {
        try (var task = bars.start("reading", 4_000_000, "bytes")) {
            task.advance(3_000_000);
            task.note("loss 2.31");
        }
        assertThat(lastLine())
                .startsWith("reading")
                .contains("75%")
                .contains("3/4 MB")
                .contains("loss 2.31");
        assertThat(written.toString()).endsWith(System.lineSeparator());
    }

    @Test
    void aBarNeverWrapsTheTerminal() {
        try (var task = new Bars(new PrintWriter(written), 40)
                .start("a task with a name that is longer than its terminal is wide", 1000, "steps")) {
            task.advance(500);
        }
        assertThat(lastLine()).hasSizeLessThan(40);
    }

    @Test
    void anUnknownTotalIsAllowed() {
        try (var task = bars.start("counting", -1, "songs")) {
            task.advance(7);
        }
        assertThat(lastLine()).contains("counting").contains("7");
    }

    @Test
    void aMessageStandsOnALineOfItsOwn() {
        try (var task = bars.start("training", 10, "steps")) {
            task.advance(1);
            bars.message("checkpoint written");
        }
        assertThat(written.toString().lines()).anyMatch(line -> line.endsWith("\u001b[Kcheckpoint written"));
    }
}
