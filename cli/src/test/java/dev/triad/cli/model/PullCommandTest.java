// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.triad.cli.Run;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PullCommandTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /// One file, the text "{}" under two names; its checksum is git's.
    private static final String LISTING = """
            {"sha": "%s", "siblings": [
              {"rfilename": "config.json", "size": 2, "blobId": "9e26dfeeb6e641a33dae4961196235bdb965b21b"},
              {"rfilename": "model.safetensors", "size": 2, "blobId": "9e26dfeeb6e641a33dae4961196235bdb965b21b"}]}
            """.formatted(COMMIT);

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private HttpServer hub;

    @BeforeEach
    void start() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            var body = path.equals("/api/models/org/tiny/revision/main")
                    ? LISTING
                    : path.startsWith("/org/tiny/resolve/") ? "{}" : "";
            try (exchange) {
                exchange.sendResponseHeaders(body.isEmpty() ? 404 : 200, Math.max(1, body.length()));
                exchange.getResponseBody().write(body.isEmpty() ? new byte[1] : body.getBytes(UTF_8));
            }
        });
        hub.start();
        environment.put("HOME", home.toString());
        environment.put("HF_ENDPOINT", "http://127.0.0.1:" + hub.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        hub.stop(0);
    }

    private Run pull(String... arguments) {
        var command = new PullCommand();
        command.environment = environment;
        return Run.of(Shell.commandLine(command, List.of()), arguments);
    }

    @Test
    void standardOutputIsTheFolderAndNothingElse() {
        var run = pull("org/tiny");
        var folder = home.resolve(".cache/huggingface/hub/models--org--tiny/snapshots")
                .resolve(COMMIT);
        assertThat(run.err()).contains("downloading config.json", "org/tiny at commit 0123456: 2 files");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo(folder + System.lineSeparator());
        assertThat(folder.resolve("config.json")).hasContent("{}");
        assertThat(folder.resolve("model.safetensors")).hasContent("{}");
    }

    @Test
    void patternsAreHandedOn() {
        var run = pull("org/tiny", "--include", "*.json", "--include=*.txt", "--exclude", "nothing", "--progress=off");
        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).isEmpty();
        assertThat(Path.of(run.out().strip())).isDirectoryContaining("glob:**config.json");
        assertThat(Path.of(run.out().strip())).isDirectoryNotContaining("glob:**model.safetensors");
    }

    @Test
    void offlineTheCacheAnswers() {
        environment.put("HF_HUB_OFFLINE", "1");
        var before = pull("org/tiny");
        assertThat(before.code()).isEqualTo(ExitCode.FAILED);
        assertThat(before.err().lines())
                .singleElement()
                .asString()
                .startsWith("triad: HF_HUB_OFFLINE is set, and the cache");
        environment.remove("HF_HUB_OFFLINE");
        var online = pull("org/tiny");
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(pull("org/tiny").out()).isEqualTo(online.out());
    }

    @Test
    void aRefusalIsOneSentence() {
        var run = pull("org/other");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines()).singleElement().asString().contains("has no public model org/other");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aNameThatIsNoneIsWrongUsage() {
        var run = pull("https://huggingface.co/org/tiny");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("is no name of a model");
        assertThat(pull().code()).isEqualTo(ExitCode.USAGE);
    }
}
