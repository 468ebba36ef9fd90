// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
    @TempDir
    Path folder;

    @Test
    void aFailedWriteLeavesTheEarlierCheckpointsAndNothingElse() throws IOException {
        var checkpoints = new CheckpointFolder(folder);
        checkpoints.write(1, 3, work -> Files.writeString(work.resolve("a"), "1"));
        assertThatThrownBy(() -> checkpoints.write(2, 3, work -> {
                    Files.writeString(work.resolve("a"), "2");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(folder.resolve("step-00000001"));
        }
    }

    @Test
    void leftOversOfAKillAreNotCheckpointsAndAreCleanedUp() throws IOException {
        var checkpoints = new CheckpointFolder(folder);
        checkpoints.write(3, 3, work -> Files.writeString(work.resolve("a"), "3"));
        Files.createDirectories(folder.resolve(".step-00000004.partial/sub"));
        Files.writeString(folder.resolve(".step-00000004.partial/sub/model"), "half");
        Files.createDirectories(folder.resolve(".step-00000001.expired"));
        assertThat(checkpoints.latest()).contains(folder.resolve("step-00000003"));
        checkpoints.clean();
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(folder.resolve("step-00000003"));
        }
    }

    @Test
    void stepsAreOrderedByNumber() throws IOException {
        var checkpoints = new CheckpointFolder(folder);
        for (long step : new long[] {99_999_999, 100_000_000, 7}) {
            checkpoints.write(step, 9, work -> Files.writeString(work.resolve("a"), "x"));
        }
        assertThat(checkpoints.latest()).contains(folder.resolve("step-100000000"));
    }

    @Test
    void theBestReplacesTheOneBefore() throws IOException {
        var checkpoints = new CheckpointFolder(folder);
        checkpoints.writeBest(work -> Files.writeString(work.resolve("a"), "1"));
        checkpoints.writeBest(work -> Files.writeString(work.resolve("a"), "2"));
        assertThat(folder.resolve("best/a")).hasContent("2");
        assertThat(checkpoints.latest()).isEmpty();
    }
}
