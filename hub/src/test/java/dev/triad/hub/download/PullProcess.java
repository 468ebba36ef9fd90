// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// A pull in a process of its own, which a test can kill.
final class PullProcess {
    private PullProcess() {}

    /// Starts pulling [FakeHub#MODEL]; the process's output is the test's.
    static Process start(FakeHub hub, Path cache) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullProcess.class.getName(),
                        hub.endpoint().toString(),
                        cache.toString())
                .inheritIO()
                .start();
    }

    public static void main(String[] arguments) throws Exception {
        var settings = new HubSettings(
                URI.create(arguments[0]), Path.of(arguments[1]), Optional.empty(), false, FakeHub.QUICK);
        new ModelPull(settings, Progress.NONE).run(ModelName.parse(FakeHub.MODEL), FileChoice.USUAL);
    }
}
