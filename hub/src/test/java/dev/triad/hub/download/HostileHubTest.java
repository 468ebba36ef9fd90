// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static dev.triad.hub.download.FakeHub.COMMIT;
import static dev.triad.hub.download.FakeHub.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A hub, or something between us and it, that lies.
final class HostileHubTest {
    private static final int SIZE = 5_000;
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    Path folder;

    private Path cache;

    private final FakeHub hub = new FakeHub();

    @BeforeEach
    void fill() {
        cache = folder.resolve("cache");
        hub.withEncoder(SIZE);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private PulledModel pull() throws Exception {
        return new ModelPull(hub.settings(cache), Progress.NONE).run(ModelName.parse(MODEL), FileChoice.USUAL);
    }

    /// Twists the answers that bring the weights.
    private void twistWeights(UnaryOperator<Reply> how) {
        hub.twisted((asked, honest) -> asked.server().equals("store") ? how.apply(honest) : honest);
    }

    private void twistListing(UnaryOperator<String> how) {
        hub.twisted((asked, honest) -> asked.path().startsWith("/api/")
                ? honest.with(how.apply(hub.listing()).getBytes(StandardCharsets.UTF_8))
                : honest);
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(this::pull)
                .isExactlyInstanceOf(IOException.class)
                .satisfies(failure ->
                        assertThat(failure.getMessage()).contains(parts).endsWith("."));
        assertThat(cache.resolve("models--triad--tiny/refs/main")).doesNotExist();
        assertThat(cache.resolve("models--triad--tiny/snapshots")
                        .resolve(COMMIT)
                        .resolve(WEIGHTS))
                .doesNotExist();
        assertThat(cache.resolve("models--triad--tiny/blobs").resolve(hub.hash(WEIGHTS)))
                .doesNotExist();
    }

    private void assertNothingKept() {
        assertThat(cache.resolve("models--triad--tiny/blobs").resolve(hub.hash(WEIGHTS) + ".incomplete"))
                .doesNotExist();
    }

    @Test
    void aWrongChecksumIsNamedAndNothingIsKept() throws Exception {
        var damaged = hub.content(WEIGHTS).clone();
        damaged[SIZE / 2] ^= 1;
        twistWeights(honest -> honest.with(damaged));
        assertRefused(
                "model.safetensors arrived damaged",
                "SHA-256 " + hub.hash(WEIGHTS).substring(0, 12));
        assertNothingKept();

        hub.twisted((asked, honest) -> honest);
        assertThat(pull().folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    }

    @Test
    void aWrongChecksumOfASmallFileIsNamedToo() {
        hub.twisted((asked, honest) -> asked.path().endsWith("vocab.txt")
                ? honest.with("[PAD]\n[unk]\n".getBytes(StandardCharsets.UTF_8))
                : honest);
        assertRefused("vocab.txt arrived damaged", "git SHA-1");
    }

    @ParameterizedTest
    @ValueSource(longs = {SIZE - 1, SIZE + 1, 1, 10 * SIZE})
    void aLengthThatIsNotTheListedOneIsNamed(long announced) {
        twistWeights(honest -> honest.announcing(announced));
        assertRefused("model.safetensors with 5000 bytes", "sends " + announced);
        assertNothingKept();
    }

    @ParameterizedTest
    @ValueSource(longs = {SIZE - 1, SIZE + 1})
    void aListThatLiesAboutTheSizeIsNamed(long listed) {
        twistListing(list -> list.replace("\"size\":5000", "\"size\":" + listed));
        assertRefused("model.safetensors with " + listed + " bytes", "stores 5000");
    }

    @Test
    void aListThatLiesAboutTheSizeIsNamedWithoutTheHubsHeaders() {
        hub.twisted((asked, honest) -> {
            if (asked.path().startsWith("/api/")) {
                return honest.with(
                        hub.listing().replace("\"size\":26", "\"size\":25").getBytes(StandardCharsets.UTF_8));
            }
            return honest;
        });
        assertRefused("config.json with 25 bytes", "sends 26");
    }

    @Test
    void aBodyThatIsLongerThanAnnouncedIsCutOff() {
        twistWeights(honest -> honest.with(FakeHub.noise(50 * SIZE)).announcing(-1));
        assertRefused("sends more than the 5000 bytes");
        assertNothingKept();
    }

    @Test
    void aBodyThatEndsEarlyAgainAndAgainIsGivenUp() {
        twistWeights(honest -> honest.with(new byte[0]).announcing(-1));
        assertRefused("ended after 0 of 5000 bytes", "4 times in a row");
    }

    @Test
    void aRangeThatWasNotAskedForIsRefused() {
        twistWeights(honest -> new Reply(
                206,
                java.util.Map.of("Content-Range", "bytes 1-4999/5000"),
                hub.content(WEIGHTS),
                SIZE,
                -1,
                java.time.Duration.ZERO));
        assertRefused("from byte 0", "bytes 1-4999/5000");
    }

    @Test
    void twoChecksumsForOneFileAreRefused() {
        hub.twisted((asked, honest) ->
                honest.status() == 302 ? honest.with("X-Linked-Etag", "\"" + "0".repeat(64) + "\"") : honest);
        assertRefused("announces two contents for model.safetensors", "000000000000");
    }

    @Test
    void compressedBytesAreRefused() {
        twistWeights(honest -> honest.with("Content-Encoding", "gzip"));
        assertRefused("encoded as gzip");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "../../../../etc/evil",
                "a/../../evil",
                "/tmp/evil",
                "a//evil",
                "a/./evil",
                "..",
                ".",
                "a/..",
                "a/",
                "",
                "a\\\\..\\\\evil",
                "C:evil",
                "c:/evil",
                "evil\\u0000.json",
                "\\u001b[2Jevil",
                "..\\\\evil"
            })
    void aNameThatWouldLeaveItsFolderCondemnsTheWholeList(String name) throws Exception {
        twistListing(list -> list.replace("\"README.md\"", "\"" + name + "\""));
        assertRefused("would not stay in its folder");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aNameInTheSentenceCannotSteerTheTerminal() {
        twistListing(list -> list.replace("\"README.md\"", "\"../\\u001b[2J\\u202e" + "x".repeat(5000) + "\""));
        assertThatThrownBy(this::pull)
                .satisfies(failure ->
                        assertThat(failure.getMessage()).hasSizeLessThan(400).doesNotContain("\u001b", "\u202e"));
    }

    @Test
    void anIndexWhoseShardsLeaveTheFolderIsRefused() {
        hub.with("pytorch_model.bin.index.json", "{\"weight_map\": {\"a\": \"../../evil.bin\"}}");
        assertThatThrownBy(() -> new ModelPull(hub.settings(cache), Progress.NONE)
                        .run(ModelName.parse(MODEL), new FileChoice(List.of(), List.of("*.safetensors"))))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("pytorch_model.bin.index.json names no files that could hold weights");
    }

    static Stream<String> brokenLists() {
        return Stream.of(
                "",
                "<html>Sign in to the guest network</html>",
                "[]",
                "null",
                "{\"sha\": 3}",
                "{\"sha\":\"" + COMMIT + "\"}",
                "{\"sha\":\"" + COMMIT + "\",\"siblings\":{}}",
                "{\"sha\":\"../../../../evil\",\"siblings\":[]}",
                "{\"sha\":\"" + COMMIT.toUpperCase(java.util.Locale.ROOT) + "\",\"siblings\":[]}",
                "{\"sha\":\"" + COMMIT + "\",\"siblings\":[",
                "{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + "[".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("brokenLists")
    void whatIsNoListOfFilesIsNamed(String list) {
        twistListing(_ -> list);
        assertRefused("does not answer like a model hub");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aListThatNamesAFileTwiceIsRefused() {
        twistListing(list -> list.replace("README.md", "config.json"));
        assertRefused("lists \"config.json\" twice");
    }

    @Test
    void aFileWithoutAnyChecksumIsRefused() {
        hub.twisted((asked, honest) -> asked.path().startsWith("/api/")
                ? honest.with(hub.shortListing().getBytes(StandardCharsets.UTF_8))
                : asked.path().endsWith("vocab.txt") ? Reply.of(200, "ETag", "\"just-a-tag\"") : honest);
        assertRefused("says no checksum of vocab.txt");
    }

    @Test
    void aModelLargerThanTheDiskIsRefusedBeforeAnythingIsFetched() {
        twistListing(list -> list.replace("\"size\":5000", "\"size\":" + Long.MAX_VALUE));
        assertRefused("the model needs 9,223,372,036,854.8 MB more", "make room or set HF_HOME");
        assertThat(hub.asked()).hasSize(1);
    }

    @Test
    void aCircleOfRedirectionsIsLeft() {
        hub.twisted((asked, honest) -> asked.isFile() ? Reply.of(302, "Location", asked.path()) : honest);
        assertRefused("redirected more than 10 times");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "ftp://host/x", "http:///x", "", "http://[", "mailto:a@b", "http:nowhere"})
    void aRedirectionToNoAddressIsRefused(String location) {
        hub.twisted((asked, honest) -> asked.isFile() ? Reply.of(302, "Location", location) : honest);
        assertRefused("which is no address");
    }

    @Test
    void aFullDiskIsNamedAndNotTriedAgain() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")));
        var blobs = Files.createDirectories(cache.resolve("models--triad--tiny/blobs"));
        Files.createSymbolicLink(blobs.resolve(hub.hash(WEIGHTS) + ".incomplete"), Path.of("/dev/full"));
        assertRefused(".incomplete cannot be written (No space left on device); make room");
        assertThat(hub.askedFor(WEIGHTS).stream().filter(asked -> asked.server().equals("store")))
                .hasSize(1);
    }

    @Test
    void aCacheFolderThatCannotBeMadeIsNamed() throws Exception {
        Files.writeString(cache, "a file where a folder should be");
        assertRefused("the cache folder", "cannot be made", "HF_HOME names another place");
        assertThat(cache).hasContent("a file where a folder should be");
    }
}
