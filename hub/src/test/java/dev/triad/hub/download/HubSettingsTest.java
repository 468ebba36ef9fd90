// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HubSettingsTest {
    @TempDir
    Path home;

    private HubSettings settings(String... variables) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return HubSettings.fromEnvironment(environment, home);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void anEmptyEnvironmentGivesTheHubAndItsUsualCache() throws IOException {
        assertThat(settings())
                .isEqualTo(new HubSettings(
                        URI.create("https://huggingface.co"),
                        home.resolve(".cache/huggingface/hub"),
                        java.util.Optional.empty(),
                        false,
                        Patience.USUAL));
    }

    @Test
    void theNearerVariableDecidesTheCache() throws IOException {
        assertThat(settings("XDG_CACHE_HOME", "/x").cache()).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(settings("XDG_CACHE_HOME", "/x", "HF_HOME", "/h").cache()).isEqualTo(Path.of("/h/hub"));
        assertThat(settings("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/o").cache())
                .isEqualTo(Path.of("/o"));
        assertThat(settings("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/o", "HF_HUB_CACHE", "/c")
                        .cache())
                .isEqualTo(Path.of("/c"));
        assertThat(settings("HF_HOME", "~/models").cache()).isEqualTo(home.resolve("models/hub"));
        assertThat(settings("HF_HOME", "").cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
    }

    @Test
    void theTokenComesFromTheEnvironmentOrFromItsFile() throws IOException {
        write(home.resolve(".cache/huggingface/token"), "hf_file\n");
        assertThat(settings().token())
                .contains(new AccessToken(
                        "hf_file", home.resolve(".cache/huggingface/token").toString()));
        assertThat(settings("HF_TOKEN", " hf_variable\n").token()).contains(new AccessToken("hf_variable", "HF_TOKEN"));
        assertThat(settings("HUGGING_FACE_HUB_TOKEN", "hf_old").token())
                .contains(new AccessToken("hf_old", "HUGGING_FACE_HUB_TOKEN"));
        assertThat(settings("HF_HOME", home.resolve("other").toString()).token())
                .isEmpty();
        assertThat(settings("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1").token()).isEmpty();
        write(home.resolve("elsewhere"), "hf_elsewhere");
        assertThat(settings("HF_TOKEN_PATH", "~/elsewhere")
                        .token()
                        .orElseThrow()
                        .value())
                .isEqualTo("hf_elsewhere");
        write(home.resolve("elsewhere"), "\n");
        assertThat(settings("HF_TOKEN_PATH", "~/elsewhere").token()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "on", "True", "YES"})
    void offlineIsSwitchedOnAsThePythonClientReadsIt(String value) throws IOException {
        assertThat(settings("HF_HUB_OFFLINE", value).offline()).isTrue();
        assertThat(settings("TRANSFORMERS_OFFLINE", value).offline()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "no", "2"})
    void anythingElseIsOnline(String value) throws IOException {
        assertThat(settings("HF_HUB_OFFLINE", value).offline()).isFalse();
    }

    @Test
    void theEndpointLosesItsLastSlash() throws IOException {
        assertThat(settings("HF_ENDPOINT", "https://mirror.example/hf/").endpoint())
                .isEqualTo(URI.create("https://mirror.example/hf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror.example", "ftp://mirror.example", "https://", "https:// x", "file:///x"})
    void anEndpointThatIsNoAddressIsNamed(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("HF_ENDPOINT", value))
                .withMessageContaining("HF_ENDPOINT is \"" + value + "\"");
    }

    @Test
    void theTimeoutIsInSeconds() throws IOException {
        assertThat(settings("HF_HUB_DOWNLOAD_TIMEOUT", "2.5").patience().silence())
                .isEqualTo(Duration.ofMillis(2500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0", "-1", "NaN", "1e300"})
    void aTimeoutThatIsNoneIsNamed(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("HF_HUB_DOWNLOAD_TIMEOUT", value))
                .withMessageContaining("HF_HUB_DOWNLOAD_TIMEOUT is \"" + value + "\"");
    }
}
