// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.data.TokenShard;
import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the process for real (SIGKILL where there are signals), again and again, until one run comes to its end.
class KillAndResumeIT {
    private static final int MOST_RUNS = 40;

    @TempDir
    Path folder;

    @Test
    void aRunKilledAtRandomMomentsEndsAsIfNothingHadHappened() throws Exception {
        var corpus = new SmallCorpus(folder).write();
        var whole = folder.resolve("whole");
        corpus.preparation(PrepareProcess.OPTIONS, 2).run(whole, false, Progress.NONE);
        Map<String, byte[]> expected = SmallCorpus.content(whole);

        var random = new Random(20);
        int killed = 0;
        int resumed = 0;
        for (int trial = 0; trial < 3; trial++) {
            Path out = folder.resolve("out" + trial);
            for (int run = 0; ; run++) {
                assertThat(run).as("runs of trial %d", trial).isLessThan(MOST_RUNS);
                resumed += Files.exists(out.resolve("train-00000.shard")) ? 1 : 0;
                if (!killed(corpus, out, random, 500 + 200 * run)) {
                    break;
                }
                killed++;
                checkShards(out);
            }
            assertThat(SmallCorpus.content(out)).containsExactlyEntriesOf(expected);
        }
        assertThat(killed).isPositive();
        assertThat(resumed).isPositive();
    }

    /// Runs until it ends, or for a random time after its first sign of life.
    ///
    /// @param longest the longest such time in ms; it grows, so that a slow machine gets through as well
    private static boolean killed(SmallCorpus corpus, Path out, Random random, int longest) throws Exception {
        var process = PrepareProcess.start(corpus, out);
        try {
            while (process.isAlive() && !Files.exists(out.resolve("prepare.journal"))) {
                Thread.sleep(2);
            }
            if (process.waitFor(random.nextInt(longest), TimeUnit.MILLISECONDS)) {
                assertThat(process.exitValue()).isZero();
                return false;
            }
            return true;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /// Whatever has a shard's name is whole.
    private static void checkShards(Path out) throws IOException {
        try (var files = Files.list(out)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".shard")).toList()) {
                try (var shard = TokenShard.open(file)) {
                    shard.verify();
                }
            }
        }
    }
}
