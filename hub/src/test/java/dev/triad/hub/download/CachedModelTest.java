// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static dev.triad.hub.download.FakeHub.COMMIT;
import static dev.triad.hub.download.FakeHub.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Without a network.
final class CachedModelTest {
    @TempDir
    Path cache;

    private final FakeHub hub = new FakeHub();
    private final CountingProgress progress = new CountingProgress();

    @BeforeEach
    void fill() {
        hub.with("config.json", "{}")
                .with(
                        "model.safetensors.index.json",
                        "{\"weight_map\": {\"a\": \"1.safetensors\", \"b\": \"2.safetensors\"}}")
                .with("1.safetensors", FakeHub.noise(2_000))
                .with("2.safetensors", FakeHub.noise(2_500));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private PulledModel pull(HubSettings settings, String name) throws Exception {
        return new ModelPull(settings, progress).run(ModelName.parse(name), FileChoice.USUAL);
    }

    private HubSettings offline() {
        var usual = hub.settings(cache);
        return new HubSettings(usual.endpoint(), cache, usual.token(), true, usual.patience());
    }

    /// Where nobody listens.
    private HubSettings unreachable() throws Exception {
        try (var socket = new java.net.ServerSocket(0)) {
            var usual = hub.settings(cache);
            var nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
            return new HubSettings(nobody, cache, usual.token(), false, usual.patience());
        }
    }

    @Test
    void offlineTheCacheAnswersWithoutANetwork() throws Exception {
        var online = pull(hub.settings(cache), MODEL);
        hub.asked().clear();
        assertThat(pull(offline(), MODEL)).isEqualTo(new PulledModel(online.folder(), COMMIT, 4, online.bytes(), 0));
        assertThat(pull(offline(), MODEL + "@" + COMMIT).folder()).isEqualTo(online.folder());
        assertThat(hub.asked()).isEmpty();
    }

    @Test
    void offlineAnUnknownModelOrRevisionIsNamed() throws Exception {
        assertThatThrownBy(() -> pull(offline(), MODEL))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("HF_HUB_OFFLINE is set, and the cache does not hold all of triad/tiny (")
                .hasMessageContaining("models--triad--tiny");
        pull(hub.settings(cache), MODEL);
        assertThatThrownBy(() -> pull(offline(), MODEL + "@v2"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("triad/tiny@v2");
        assertThat(hub.asked()).hasSize(1 + 4 + 2); // the list, four files, two of them redirected
    }

    @Test
    void offlineAMissingShardIsMissed() throws Exception {
        var folder = pull(hub.settings(cache), MODEL).folder();
        Files.delete(folder.resolve("2.safetensors").toRealPath());
        assertThatThrownBy(() -> pull(offline(), MODEL)).isExactlyInstanceOf(IOException.class);
    }

    @Test
    void offlineConfigurationWithoutWeightsIsNoModel() throws Exception {
        new ModelPull(hub.settings(cache), progress)
                .run(ModelName.parse(MODEL), new FileChoice(List.of("config.json"), List.of()));
        assertThatThrownBy(() -> pull(offline(), MODEL)).isExactlyInstanceOf(IOException.class);
    }

    @Test
    void whereTheHubCannotBeReachedTheCacheAnswersAndSaysSo() throws Exception {
        var online = pull(hub.settings(cache), MODEL);
        assertThat(pull(unreachable(), MODEL).folder()).isEqualTo(online.folder());
        assertThat(progress.messages())
                .containsExactly("127.0.0.1 cannot be reached; the cache answers, and may be older than the hub.");
    }

    @Test
    void whereTheHubCannotBeReachedAndTheCacheIsEmptyThatIsSaid() {
        assertThatThrownBy(() -> pull(unreachable(), MODEL))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1 cannot be reached, and the cache does not hold all of triad/tiny");
    }
}
