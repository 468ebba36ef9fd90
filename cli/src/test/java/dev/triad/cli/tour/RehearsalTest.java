// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    Path run;

    private static String line(int step, String kind, double seconds) {
        return "{\"step\": %d, \"kind\": \"%s\", \"time\": \"1970-01-01T00:00:%06.3fZ\"}\n"
                .formatted(step, kind, seconds);
    }

    @Test
    void theFirstHalfIsForWarmingUp() throws IOException {
        Files.writeString(
                run.resolve("log.jsonl"),
                line(1, "train", 10)
                        + line(2, "train", 20)
                        + line(3, "train", 30)
                        + line(4, "train", 30.5)
                        + line(5, "train", 31)
                        + line(5, "evaluate", 50));
        var rehearsal = Rehearsal.read(run);
        assertThat(rehearsal.stepsPerSecond()).isCloseTo(2, within(1e-9));
        assertThat(rehearsal.amount(50, 7)).isCloseTo(10 * 2 * 7, within(1e-9)); // each step learned 10
    }

    @Test
    void ofSeveralTrialsTheFirstIsLookedAt() throws IOException {
        Files.createDirectory(run.resolve("trial-1"));
        Files.writeString(run.resolve("trial-1/log.jsonl"), line(1, "train", 1) + line(3, "train", 2));
        assertThat(Rehearsal.read(run).stepsPerSecond()).isCloseTo(2, within(1e-9));
    }

    @Test
    void oneStepTellsNothing() throws IOException {
        Files.writeString(run.resolve("log.jsonl"), line(1, "train", 1));
        assertThatThrownBy(() -> Rehearsal.read(run))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("two steps are needed");
        assertThatThrownBy(() -> Rehearsal.read(run.resolve("nowhere"))).hasMessageContaining("is missing");
    }
}
