// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;

/// A preparation in a process of its own, to be killed.
public final class PrepareProcess {
    static final PrepareOptions OPTIONS =
            PrepareOptions.DEFAULT.withHeldOut(0.05).withShardTokens(100_000);

    private PrepareProcess() {}

    /// @param arguments the folder of the corpus and the folder for the shards
    public static void main(String[] arguments) throws IOException {
        SmallCorpus.in(Path.of(arguments[0])).preparation(OPTIONS, 2).run(Path.of(arguments[1]), false, new Slow());
    }

    /// Holds every report up, so that a fast machine leaves time for the kill as well.
    private static final class Slow implements Progress {
        @Override
        public Task start(String name, long total, String unit) {
            return new Task() {
                @Override
                public void advance(long units) {
                    try {
                        Thread.sleep(100);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }

                @Override
                public void note(String text) {}
            };
        }

        @Override
        public void message(String line) {}
    }

    /// Starts it.
    static Process start(SmallCorpus corpus, Path out) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        PrepareProcess.class.getName(),
                        corpus.folder.toString(),
                        out.toString())
                .inheritIO()
                .start();
    }
}
