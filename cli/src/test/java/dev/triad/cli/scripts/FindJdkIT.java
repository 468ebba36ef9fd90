// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `bin/find-jdk` over invented machines: a JDK is a folder with a `release` file and a `bin/javac`.
@EnabledOnOs({OS.LINUX, OS.MAC})
final class FindJdkIT {
    @TempDir
    Path machine;

    private Path jdk(String place, String version) throws IOException {
        var home = machine.resolve(place);
        Script.writeExecutable(home.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Script find(Map<String, String> environment) throws IOException, InterruptedException {
        var all = new HashMap<>(environment);
        all.putIfAbsent("HOME", machine.resolve("home").toString());
        all.put("FIND_JDK_UNDER", machine.toString());
        all.putIfAbsent(
                "PATH", "/bin:/usr/bin".replace("/usr/bin", pathWithoutJava().toString()));
        return Script.run(Script.checkout().resolve("bin/find-jdk"), all);
    }

    /// The few tools the script needs, without whatever javac the test machine has on its PATH.
    private Path pathWithoutJava() throws IOException {
        var tools = machine.resolve("tools");
        for (var tool : List.of("sed", "readlink", "dirname")) {
            var real = Files.exists(Path.of("/usr/bin", tool)) ? "/usr/bin/" : "/bin/";
            Script.writeExecutable(tools.resolve(tool), "#!/bin/sh\nexec " + real + tool + " \"$@\"\n");
        }
        return tools;
    }

    private static void assertFound(Script script, Path home) {
        assertThat(script).isEqualTo(new Script(0, home + "\n", ""));
    }

    @Test
    void javaHomeComesFirst() throws Exception {
        jdk("usr/lib/jvm/java-25", "25.0.1");
        var chosen = jdk("anywhere/jdk", "26");
        assertFound(find(Map.of("JAVA_HOME", chosen.toString())), chosen);
    }

    @Test
    void anOldJavaHomeIsPassedOver() throws Exception {
        var good = jdk("usr/lib/jvm/java-25", "25.0.1");
        assertFound(find(Map.of("JAVA_HOME", jdk("anywhere/jdk", "1.8.0_402").toString())), good);
    }

    @Test
    void theJavacOnThePathIsFollowedThroughItsLinks() throws Exception {
        var home = jdk("somewhere/odd/jdk-25", "25");
        var first = Files.createSymbolicLink(machine.resolve("first"), home.resolve("bin/javac"));
        var bin = Files.createDirectories(machine.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("javac"), Path.of("../" + first.getFileName()));
        assertFound(find(Map.of("PATH", bin + ":" + pathWithoutJava())), home);
    }

    @Test
    void anOlderDefaultIsPassedOver() throws Exception {
        var old = jdk("usr/lib/jvm/java-17-openjdk", "17.0.15");
        var good = jdk("usr/lib/jvm/temurin-25", "25.0.3");
        assertFound(find(Map.of("PATH", old.resolve("bin") + ":" + pathWithoutJava())), good);
    }

    @Test
    void aFolderWithoutACompilerIsNoJdk() throws Exception {
        Files.delete(jdk("usr/lib/jvm/a-jre-25", "25").resolve("bin/javac"));
        var good = jdk("usr/lib/jvm/jdk-26", "26");
        assertFound(find(Map.of()), good);
    }

    @Test
    void theUsualFoldersOfAUserAreSearched() throws Exception {
        var good = jdk("home/.sdkman/candidates/java/25-tem", "25");
        assertFound(find(Map.of()), good);
    }

    @Test
    void aPathWithSpacesIsFine() throws Exception {
        var good = jdk("home/.jdks/my own jdk", "25");
        assertFound(find(Map.of()), good);
    }

    @Test
    void withoutAnyOneSentenceSaysWhatToInstall() throws Exception {
        jdk("usr/lib/jvm/java-21", "21.0.4");
        var script = find(Map.of());
        assertThat(script.code()).isEqualTo(1);
        assertThat(script.out()).isEmpty();
        assertThat(script.err().lines())
                .singleElement()
                .asString()
                .contains("no JDK 25 or newer", "install", "JAVA_HOME");
    }
}
