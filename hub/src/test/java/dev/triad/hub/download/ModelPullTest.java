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
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hub that behaves: what is taken, and how it lies in the cache.
final class ModelPullTest {
    @TempDir
    Path cache;

    private final FakeHub hub = new FakeHub();

    @AfterEach
    void stop() {
        hub.close();
    }

    private PulledModel pull(String name, FileChoice choice) throws Exception {
        return new ModelPull(hub.settings(cache), Progress.NONE).run(ModelName.parse(name), choice);
    }

    private PulledModel pull() throws Exception {
        return pull(MODEL, FileChoice.USUAL);
    }

    private static FileChoice include(String... globs) {
        return new FileChoice(List.of(globs), List.of());
    }

    private static FileChoice exclude(String... globs) {
        return new FileChoice(List.of(), List.of(globs));
    }

    /// What is in a folder: of links where they point to, of files what they hold.
    private static Map<String, String> tree(Path folder) throws IOException {
        var tree = new TreeMap<String, String>();
        try (var paths = Files.walk(folder)) {
            for (var path : paths.toList()) {
                var name = folder.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    tree.put(name, "-> " + Files.readSymbolicLink(path));
                } else if (Files.isRegularFile(path)) {
                    tree.put(name, Files.size(path) > 100 ? Files.size(path) + " bytes" : Files.readString(path));
                }
            }
        }
        return tree;
    }

    private static List<String> names(Path snapshot) throws IOException {
        return List.copyOf(tree(snapshot).keySet());
    }

    @Test
    void aModelLiesInTheCacheAsTheHubsOwnClientPutsIt() throws Exception {
        hub.withEncoder(50_000);
        var pulled = pull();

        var config = hub.hash("config.json");
        var vocabulary = hub.hash("vocab.txt");
        var weights = hub.hash("model.safetensors");
        assertThat(config).hasSize(40);
        assertThat(weights).hasSize(64);
        var snapshot = "models--triad--tiny/snapshots/" + COMMIT + "/";
        var expected = new TreeMap<>(Map.of(
                "models--triad--tiny/refs/main",
                COMMIT,
                "models--triad--tiny/blobs/" + config,
                "{\"model_type\": \"electra\"}\n",
                "models--triad--tiny/blobs/" + vocabulary,
                "[PAD]\n[UNK]\n",
                "models--triad--tiny/blobs/" + weights,
                "50000 bytes",
                snapshot + "config.json",
                "-> ../../blobs/" + config,
                snapshot + "vocab.txt",
                "-> ../../blobs/" + vocabulary,
                snapshot + "model.safetensors",
                "-> ../../blobs/" + weights));
        for (var hash : List.of(config, vocabulary, weights)) {
            expected.put(".locks/models--triad--tiny/" + hash + ".lock", "");
        }
        assertThat(tree(cache)).isEqualTo(expected);
        assertThat(pulled.folder()).isEqualTo(cache.resolve(snapshot));
        assertThat(pulled.folder().resolve("model.safetensors")).hasBinaryContent(hub.content("model.safetensors"));
        assertThat(pulled.files()).isEqualTo(3);
        assertThat(pulled.bytes()).isEqualTo(pulled.received()).isEqualTo(50_000 + 26 + 12);
    }

    @Test
    void aSecondPullFetchesNothing() throws Exception {
        hub.withEncoder(5_000);
        var first = pull();
        hub.asked().clear();
        var second = pull();
        assertThat(hub.asked())
                .singleElement()
                .satisfies(asked -> assertThat(asked.path()).startsWith("/api/models/"));
        assertThat(second.received()).isZero();
        assertThat(second.folder()).isEqualTo(first.folder());
    }

    @Test
    void aFileUnchangedBetweenCommitsIsStoredOnce() throws Exception {
        hub.withEncoder(5_000);
        pull();
        var later = "f".repeat(40);
        hub.twisted((asked, honest) -> asked.path().startsWith("/api/")
                ? honest.with(hub.listing().replace(COMMIT, later).getBytes(StandardCharsets.UTF_8))
                : honest);
        var pulled = pull();
        assertThat(pulled.received()).isZero();
        assertThat(pulled.folder().getFileName()).hasToString(later);
        assertThat(pulled.folder().resolve("model.safetensors")).hasBinaryContent(hub.content("model.safetensors"));
        assertThat(cache.resolve("models--triad--tiny/refs/main")).hasContent(later);
        assertThat(cache.resolve("models--triad--tiny/snapshots/" + COMMIT)).isDirectory();
    }

    @Test
    void aCachedFileThatLostItsEndIsFetchedAgain() throws Exception {
        hub.withEncoder(5_000);
        var weights = pull().folder().resolve("model.safetensors").toRealPath();
        Files.write(weights, new byte[1234]);
        assertThat(pull().received()).isEqualTo(5_000);
        assertThat(weights).hasBinaryContent(hub.content("model.safetensors"));
    }

    @Test
    void aTagAPullRequestAndACommitAreRevisions() throws Exception {
        hub.withEncoder(2_000);
        pull(MODEL + "@v1.0", FileChoice.USUAL);
        pull(MODEL + "@refs/pr/3", FileChoice.USUAL);
        pull(MODEL + "@" + COMMIT, FileChoice.USUAL);
        assertThat(hub.asked().stream().map(FakeHub.Asked::path).filter(path -> path.startsWith("/api/")))
                .containsExactly(
                        "/api/models/triad/tiny/revision/v1.0",
                        "/api/models/triad/tiny/revision/refs/pr/3",
                        "/api/models/triad/tiny/revision/" + COMMIT);
        assertThat(tree(cache.resolve("models--triad--tiny/refs")))
                .isEqualTo(Map.of("v1.0", COMMIT, "refs/pr/3", COMMIT));
    }

    @Test
    void picklesAreTakenOnlyWhereThereAreNoSafetensors() throws Exception {
        hub.withEncoder(2_000).with("pytorch_model.bin", FakeHub.noise(3_000));
        assertThat(names(pull().folder())).containsExactly("config.json", "model.safetensors", "vocab.txt");
        assertThat(names(pull(MODEL, exclude("*.safetensors")).folder())).contains("pytorch_model.bin");
    }

    @Test
    void everyTokenizerFileIsTaken() throws Exception {
        hub.with("config.json", "{}").with("model.safetensors", "w");
        var tokenizer = List.of(
                "added_tokens.json",
                "merges.txt",
                "special_tokens_map.json",
                "tokenizer.json",
                "tokenizer_config.json",
                "vocab.json");
        tokenizer.forEach(name -> hub.with(name, name));
        hub.with("onnx/model.onnx", "o").with("onnx/config.json", "o");
        assertThat(names(pull().folder()))
                .containsAll(tokenizer)
                .contains("config.json", "model.safetensors")
                .hasSize(8);
    }

    @Test
    void theShardsThatTheIndexNamesAreTaken() throws Exception {
        hub.with("config.json", "{}")
                .with(
                        "model.safetensors.index.json",
                        "{\"metadata\": {}, \"weight_map\": {\"a\": \"s-2.safetensors\","
                                + " \"b\": \"s-1.safetensors\", \"c\": \"s-2.safetensors\"}}")
                .with("s-1.safetensors", FakeHub.noise(2_000))
                .with("s-2.safetensors", FakeHub.noise(2_500))
                .with("s-3.safetensors", FakeHub.noise(3_000));
        var pulled = pull();
        assertThat(names(pulled.folder()))
                .containsExactly("config.json", "model.safetensors.index.json", "s-1.safetensors", "s-2.safetensors");
        assertThat(pulled.files()).isEqualTo(4);
    }

    @Test
    void anIndexThatNamesAFileTheRepositoryLacksIsRefused() {
        hub.with("config.json", "{}")
                .with("model.safetensors.index.json", "{\"weight_map\": {\"a\": \"gone.safetensors\"}}");
        assertThatThrownBy(this::pull)
                .isInstanceOf(IOException.class)
                .hasMessage("model.safetensors.index.json names gone.safetensors, which the repository does not have.");
    }

    @Test
    void patternsChooseOtherFiles() throws Exception {
        hub.withEncoder(2_000).with("onnx/model.onnx", "o").with("onnx/big/model.onnx", "oo");
        assertThat(names(pull(MODEL, include("onnx/*")).folder()))
                .containsExactly("onnx/big/model.onnx", "onnx/model.onnx");
        assertThat(hub.asked().stream().map(FakeHub.Asked::path)).noneMatch(path -> path.contains("config"));
        var link = cache.resolve("models--triad--tiny/snapshots/" + COMMIT + "/onnx/big/model.onnx");
        assertThat(Files.readSymbolicLink(link)).hasToString("../../../../blobs/" + hub.hash("onnx/big/model.onnx"));
    }

    @Test
    void exclusionWinsOverInclusion() throws Exception {
        hub.withEncoder(2_000);
        var choice = new FileChoice(List.of("*.json", "*.txt"), List.of("vocab*"));
        assertThat(names(pull(MODEL, choice).folder())).containsExactly("config.json");
    }

    @Test
    void aRepositoryWithoutWeightsSaysWhatItHas() {
        hub.with("README.md", "r").with("tf_model.h5", "t");
        assertThatThrownBy(this::pull)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither model.safetensors nor pytorch_model.bin")
                .hasMessageContaining("README.md, tf_model.h5")
                .hasMessageContaining("--include");
        assertThatThrownBy(() -> pull(MODEL, include("*.gguf")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("README.md, tf_model.h5");
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void anEmptyFileIsAFileToo() throws Exception {
        hub.withEncoder(2_000).with("vocab.txt", "");
        assertThat(pull().folder().resolve("vocab.txt")).isEmptyFile();
    }

    @Test
    void aNameNeedsNoEncodingByTheUser() throws Exception {
        hub.with("a folder/naïve +100% #1?.json", "x");
        assertThat(names(pull(MODEL, include("*")).folder())).containsExactly("a folder/naïve +100% #1?.json");
    }

    @Test
    void aMirrorWithAShortListIsAskedForEachFilesHeaders() throws Exception {
        hub.withEncoder(2_000);
        hub.twisted((asked, honest) -> asked.path().startsWith("/api/")
                ? honest.with(hub.shortListing().getBytes(StandardCharsets.UTF_8))
                : honest);
        var folder = pull().folder();
        assertThat(hub.asked()).anyMatch(asked -> asked.method().equals("HEAD"));
        assertThat(hub.asked())
                .noneMatch(
                        asked -> asked.method().equals("HEAD") && asked.server().equals("store"));
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(hub.content("model.safetensors"));
        assertThat(folder.resolve("config.json").toRealPath()).hasFileName(hub.hash("config.json"));
    }

    @Test
    void aRenamedModelIsFollowedUnderTheNameThatWasAsked() throws Exception {
        hub.withEncoder(2_000);
        hub.twisted((asked, honest) -> asked.path().startsWith("/api/models/old-name/")
                ? Reply.of(307, "Location", "/api/models/" + MODEL + "/revision/main?blobs=true")
                : asked.path().startsWith("/old-name/resolve/")
                        ? Reply.of(307, "Location", asked.path().replace("/old-name/", "/" + MODEL + "/"))
                        : honest);
        var folder = pull("old-name", FileChoice.USUAL).folder();
        assertThat(folder.toString()).contains("models--old-name");
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(hub.content("model.safetensors"));
    }
}
