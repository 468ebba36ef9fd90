// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static dev.triad.hub.download.FakeHub.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A hub that means well behind a network that does not.
final class BadConnectionTest {
    private static final int SIZE = 300_000;
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    Path cache;

    private final FakeHub hub = new FakeHub();
    private final CountingProgress progress = new CountingProgress();

    @BeforeEach
    void fill() {
        hub.withEncoder(SIZE);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private PulledModel pull() throws Exception {
        return pull(hub.settings(cache));
    }

    private PulledModel pull(HubSettings settings) throws Exception {
        return new ModelPull(settings, progress).run(ModelName.parse(MODEL), FileChoice.USUAL);
    }

    private void assertWhole(PulledModel pulled) {
        assertThat(pulled.folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
        assertThat(cache.resolve("models--triad--tiny/blobs")).isDirectoryNotContaining("glob:**.incomplete");
        assertThat(progress.advanced(WEIGHTS)).isEqualTo(SIZE);
    }

    private Path incomplete() throws IOException {
        var blobs = Files.createDirectories(cache.resolve("models--triad--tiny/blobs"));
        return blobs.resolve(hub.hash(WEIGHTS) + ".incomplete");
    }

    private List<FakeHub.Asked> stored() {
        return hub.askedFor(WEIGHTS).stream()
                .filter(asked -> asked.server().equals("store"))
                .toList();
    }

    @Test
    void aConnectionDroppedManyTimesIsGoneOnWithWhereItBroke() throws Exception {
        hub.twistedFiles((asked, honest) -> asked.server().equals("store") ? honest.cutAfter(40_000) : honest);
        var pulled = pull();
        assertWhole(pulled);
        assertThat(stored()).hasSizeBetween(8, 100);
        assertThat(stored().getFirst().header("Range")).isNull();
        assertThat(stored().stream().skip(1)).allSatisfy(asked -> {
            assertThat(asked.header("Range")).matches("bytes=\\d+-");
            assertThat(asked.header("If-Range")).startsWith("\"of-the-store-");
        });
        assertThat(pulled.received()).isEqualTo(SIZE + 26 + 12); // no byte came twice
    }

    @Test
    void whatAnEarlierRunLeftIsGoneOnWith() throws Exception {
        Files.write(incomplete(), Arrays.copyOf(hub.content(WEIGHTS), 123_456));
        var pulled = pull();
        assertWhole(pulled);
        assertThat(stored()).singleElement().satisfies(asked -> {
            assertThat(asked.header("Range")).isEqualTo("bytes=123456-");
            assertThat(asked.status()).isEqualTo(206);
        });
        assertThat(pulled.received()).isEqualTo(SIZE - 123_456 + 26 + 12);
    }

    @Test
    void aDownloadThatWasWholeButForItsNameIsNotFetchedAgain() throws Exception {
        Files.write(incomplete(), hub.content(WEIGHTS));
        assertWhole(pull());
        assertThat(stored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, SIZE, SIZE + 1, 2 * SIZE})
    void whatAnEarlierRunLeftIsReplacedIfItDoesNotFit(int bytes) throws Exception {
        Files.write(incomplete(), new byte[bytes]);
        assertWhole(pull());
    }

    @Test
    void aServerWithoutRangesStartsOver() throws Exception {
        var drops = new AtomicInteger();
        hub.twistedFiles((asked, honest) -> {
            if (!asked.server().equals("store")) {
                return honest;
            }
            var whole = new Reply(200, java.util.Map.of(), hub.content(WEIGHTS), SIZE, -1, Duration.ZERO);
            return drops.getAndIncrement() < 3 ? whole.cutAfter(100_000) : whole;
        });
        var pulled = pull();
        assertWhole(pulled);
        assertThat(pulled.received()).isGreaterThan(SIZE + 38);
    }

    @Test
    void aServerWithoutRangesThatNeverGetsFurtherIsGivenUp() {
        hub.twistedFiles((asked, honest) -> asked.server().equals("store")
                ? new Reply(200, java.util.Map.of(), hub.content(WEIGHTS), SIZE, 100_000, Duration.ZERO)
                : honest);
        assertThatThrownBy(this::pull)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke")
                .hasMessageContaining("4 times in a row")
                .hasMessageContaining("what has arrived is kept");
        assertThat(stored()).hasSize(4);
    }

    @Test
    void aFileThatChangedUnderItsTagStartsOver() throws Exception {
        var count = new AtomicInteger();
        hub.twistedFiles((asked, honest) -> {
            if (!asked.server().equals("store")) {
                return honest;
            }
            // the second answer comes from another machine: it ignores a range that asks for another tag's file
            var whole = new Reply(
                    200, java.util.Map.of("ETag", "\"other\""), hub.content(WEIGHTS), SIZE, -1, Duration.ZERO);
            return count.getAndIncrement() == 0 ? honest.cutAfter(50_000) : whole;
        });
        assertWhole(pull());
        assertThat(stored()).hasSize(2);
    }

    @Test
    void aRefusedRangeStartsOver() throws Exception {
        var count = new AtomicInteger();
        hub.twistedFiles((asked, honest) -> !asked.server().equals("store")
                ? honest
                : switch (count.getAndIncrement()) {
                    case 0 -> honest.cutAfter(50_000);
                    case 1 -> Reply.of(416);
                    default -> honest;
                });
        assertWhole(pull());
    }

    @Test
    void aServerThatFallsSilentIsLeftAndAskedAgain() throws Exception {
        var count = new AtomicInteger();
        hub.twistedFiles((asked, honest) -> asked.server().equals("store") && count.getAndIncrement() == 0
                ? honest.silentAt(50_000, Duration.ofSeconds(30))
                : honest);
        assertWhole(pull(impatient()));
        assertThat(stored()).hasSizeGreaterThan(1);
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() {
        hub.twisted((asked, honest) -> {
            try {
                Thread.sleep(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return honest;
        });
        assertThatThrownBy(() -> pull(impatient()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1 did not answer within")
                .hasMessageContaining("4 times in a row");
    }

    private HubSettings impatient() {
        var usual = hub.settings(cache);
        return new HubSettings(
                usual.endpoint(), cache, usual.token(), false, usual.patience().withSilence(Duration.ofSeconds(1)));
    }

    @Test
    void anOverloadedServerIsAskedAgain() throws Exception {
        var count = new AtomicInteger();
        hub.twisted((asked, honest) -> switch (count.getAndIncrement()) {
            case 0 -> Reply.of(503);
            case 1 -> Reply.of(429, "Retry-After", "0");
            case 3 -> Reply.of(500);
            case 5 -> Reply.of(504);
            default -> honest;
        });
        assertWhole(pull());
    }

    @Test
    void aServerThatStaysOverloadedIsGivenUp() {
        hub.twisted((asked, honest) -> Reply.of(500));
        assertThatThrownBy(this::pull)
                .isInstanceOf(IOException.class)
                .hasMessage("127.0.0.1 answers 500 (an error on its side), 4 times in a row; run it again later,"
                        + " what has arrived is kept.");
        assertThat(hub.asked()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retry-After: 3600", "RateLimit: \"api\";r=0;t=3600"})
    void aServerThatAsksForALongPauseIsNotWaitedFor(String header) {
        var parts = header.split(": ", 2);
        hub.twisted((asked, honest) -> Reply.of(429, parts[0], parts[1]));
        assertThatThrownBy(this::pull)
                .isInstanceOf(IOException.class)
                .hasMessage("127.0.0.1 answers 429 (too many requests) and asks to wait 3600 s; run it again later,"
                        + " what has arrived is kept.");
        assertThat(hub.asked()).hasSize(1);
    }

    @Test
    void whatArrivedBeforeGivingUpIsGoneOnWithLater() throws Exception {
        hub.twistedFiles((asked, honest) ->
                asked.server().equals("store") ? honest.cutAfter(asked.header("Range") == null ? 90_000 : 0) : honest);
        assertThatThrownBy(this::pull).isInstanceOf(IOException.class);
        assertThat(cache.resolve("models--triad--tiny/refs/main")).doesNotExist();
        assertThat(Files.size(incomplete())).isBetween(1L, 90_000L);

        hub.twisted((asked, honest) -> honest).asked().clear();
        var had = Files.size(incomplete());
        assertThat(pull().received()).isEqualTo(SIZE - had);
        assertThat(stored())
                .singleElement()
                .satisfies(asked -> assertThat(asked.header("Range")).isEqualTo("bytes=" + had + "-"));
    }

    @Test
    void pullsAtTheSameTimeFetchEachFileOnce() throws Exception {
        hub.twistedFiles((asked, honest) -> honest.silentAt(honest.body().length, Duration.ofMillis(50)));
        try (var threads = Executors.newFixedThreadPool(4)) {
            var pulls = new ArrayList<Future<PulledModel>>();
            for (int i = 0; i < 4; i++) {
                pulls.add(threads.submit(() -> new ModelPull(hub.settings(cache), Progress.NONE)
                        .run(ModelName.parse(MODEL), FileChoice.USUAL)));
            }
            long received = 0;
            for (var pull : pulls) {
                received += pull.get().received();
            }
            assertThat(received).isEqualTo(SIZE + 26 + 12);
        }
        assertThat(stored()).hasSize(1);
        assertThat(cache.resolve("models--triad--tiny/snapshots")
                        .resolve(FakeHub.COMMIT)
                        .resolve(WEIGHTS))
                .hasBinaryContent(hub.content(WEIGHTS));
    }

    @Test
    void anInterruptedPullStopsAtOnce() throws Exception {
        hub.twistedFiles((asked, honest) -> honest.silentAt(10, Duration.ofSeconds(30)));
        var failures = Collections.synchronizedList(new ArrayList<Throwable>());
        var thread = Thread.ofPlatform().start(() -> {
            try {
                pull();
            } catch (Exception e) {
                failures.add(e);
            }
        });
        while (hub.asked().size() < 2) {
            Thread.sleep(5);
        }
        thread.interrupt();
        thread.join(Duration.ofSeconds(20));
        assertThat(failures).singleElement().isInstanceOf(InterruptedException.class);
    }
}
