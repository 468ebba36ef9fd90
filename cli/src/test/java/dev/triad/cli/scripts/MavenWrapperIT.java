// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `mvnw` with an invented Maven, which a `curl` of ours "downloads" from a file.
@EnabledOnOs({OS.LINUX, OS.MAC})
final class MavenWrapperIT {
    private static final String URL = "https://example.org/maven/apache-maven-9.9.9-bin.tar.gz";

    @TempDir
    Path root;

    private Path archive;

    @BeforeEach
    void inventMaven() throws Exception {
        Script.copyFromCheckout("mvnw", root);
        Script.writeExecutable(root.resolve("bin/find-jdk"), "#!/bin/sh\necho /the/jdk\n");
        Script.writeExecutable(root.resolve("src/apache-maven-9.9.9/bin/mvn"), """
                        #!/bin/sh
                        echo "JAVA_HOME=$JAVA_HOME"
                        for argument; do echo "[$argument]"; done
                        """);
        archive = root.resolve("maven.tar.gz");
        var tar = new ProcessBuilder(
                        "tar",
                        "-czf",
                        archive.toString(),
                        "-C",
                        root.resolve("src").toString(),
                        "apache-maven-9.9.9")
                .inheritIO()
                .start();
        assertThat(tar.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Script.writeExecutable(root.resolve("tools/curl"), """
                        #!/bin/sh
                        echo "$*" >>"%s/downloads"
                        while [ $# -gt 1 ]; do
                            [ "$1" = -o ] && cp "%s" "$2"
                            shift
                        done
                        """.formatted(root, archive));
        expectChecksum(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive))));
    }

    private void expectChecksum(String sha256) throws IOException {
        var properties = root.resolve(".mvn/wrapper/maven-wrapper.properties");
        Files.createDirectories(root.resolve(".mvn/wrapper"));
        Files.writeString(properties, "distributionUrl=" + URL + "\ndistributionSha256Sum=" + sha256 + "\n");
    }

    private Script mvnw(Map<String, String> more, String... arguments) throws IOException, InterruptedException {
        var environment = new HashMap<>(
                Map.of("HOME", root.resolve("home").toString(), "PATH", root.resolve("tools") + ":/usr/bin:/bin"));
        environment.putAll(more);
        return Script.run(root.resolve("mvnw"), environment, arguments);
    }

    @Test
    void mavenIsFetchedOnceAndRunOnTheJdkThatWasFound() throws Exception {
        for (int run = 0; run < 2; run++) {
            assertThat(mvnw(Map.of(), "-q", "two words"))
                    .isEqualTo(new Script(0, "JAVA_HOME=/the/jdk\n[-q]\n[two words]\n", ""));
        }
        assertThat(root.resolve("downloads")).content().containsOnlyOnce(URL);
    }

    @Test
    void aWrongChecksumIsRefusedAndNothingIsLeftBehind() throws Exception {
        var wrong = "0".repeat(64);
        expectChecksum(wrong);
        var script = mvnw(Map.of(), "verify");
        assertThat(script.code()).isEqualTo(1);
        assertThat(script.out()).isEmpty();
        assertThat(script.err().lines()).singleElement().asString().contains("SHA-256", wrong, URL);
        try (var left = Files.walk(root.resolve("home"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aFailedDownloadIsOneSentence() throws Exception {
        Script.writeExecutable(root.resolve("tools/curl"), "#!/bin/sh\nexit 22\n");
        var script = mvnw(Map.of(), "verify");
        assertThat(script.code()).isEqualTo(1);
        assertThat(script.err()).isEqualTo("mvnw: could not download " + URL + "\n");
    }

    @Test
    void mavenUserHomeSaysWhereItGoes() throws Exception {
        var elsewhere = root.resolve("a folder");
        assertThat(mvnw(Map.of("MAVEN_USER_HOME", elsewhere.toString())).code()).isZero();
        assertThat(elsewhere.resolve("wrapper/dists/apache-maven-9.9.9")).isDirectory();
    }

    @Test
    void withoutAJdkItStops() throws Exception {
        Script.writeExecutable(root.resolve("bin/find-jdk"), "#!/bin/sh\necho 'no JDK' >&2\nexit 1\n");
        assertThat(mvnw(Map.of(), "verify")).isEqualTo(new Script(1, "", "no JDK\n"));
    }

    @Test
    void theRealPropertiesNameAnArchiveAndItsChecksum() throws Exception {
        assertThat(Script.checkout().resolve(".mvn/wrapper/maven-wrapper.properties"))
                .content()
                .containsPattern("distributionUrl=https://\\S+/apache-maven-[\\d.]+-bin\\.tar\\.gz\n")
                .containsPattern("distributionSha256Sum=[0-9a-f]{64}\n");
    }
}
