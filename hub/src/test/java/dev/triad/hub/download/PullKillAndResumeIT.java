// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static dev.triad.hub.download.FakeHub.COMMIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Pulls in processes of their own: killed in the middle, and two at once.
@Timeout(120)
final class PullKillAndResumeIT {
    private static final int SIZE = 3_000_000;
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    Path cache;

    private final FakeHub hub = new FakeHub();

    @BeforeEach
    void fill() {
        hub.withEncoder(SIZE);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private List<FakeHub.Asked> stored() {
        return hub.askedFor(WEIGHTS).stream()
                .filter(asked -> asked.server().equals("store"))
                .toList();
    }

    private Path model() {
        return cache.resolve("models--triad--tiny");
    }

    private void assertWhole() {
        assertThat(model().resolve("snapshots").resolve(COMMIT).resolve(WEIGHTS))
                .hasBinaryContent(hub.content(WEIGHTS));
        assertThat(model().resolve("refs/main")).hasContent(COMMIT);
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    @Test
    void aKilledPullShowsNothingHalfAndGoesOnWhereItWas() throws Exception {
        hub.twistedFiles((asked, honest) ->
                asked.server().equals("store") ? honest.silentAt(2_000_000, Duration.ofMinutes(5)) : honest);
        var incomplete = model().resolve("blobs").resolve(hub.hash(WEIGHTS) + ".incomplete");
        var process = PullProcess.start(hub, cache);
        while (size(incomplete) < 1_500_000) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(10);
        }
        process.destroyForcibly().waitFor();

        long had = size(incomplete);
        assertThat(had).isBetween(1_500_000L, 2_000_000L);
        assertThat(model().resolve("snapshots").resolve(COMMIT)).isDirectoryContaining("glob:**config.json");
        assertThat(model().resolve("snapshots").resolve(COMMIT).resolve(WEIGHTS))
                .doesNotExist();
        assertThat(model().resolve("refs/main")).doesNotExist();

        hub.twisted((asked, honest) -> honest).asked().clear();
        assertThat(PullProcess.start(hub, cache).waitFor()).isZero();
        assertWhole();
        assertThat(stored()).singleElement().satisfies(asked -> {
            assertThat(asked.header("Range")).isEqualTo("bytes=" + had + "-");
            assertThat(asked.sent()).isEqualTo(SIZE - had);
        });
    }

    @Test
    void twoProcessesAtOnceFetchEachFileOnce() throws Exception {
        hub.twistedFiles((asked, honest) ->
                asked.server().equals("store") ? honest.silentAt(SIZE, Duration.ofSeconds(1)) : honest);
        var first = PullProcess.start(hub, cache);
        var second = PullProcess.start(hub, cache);
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertWhole();
        assertThat(stored()).hasSize(1);
    }
}
