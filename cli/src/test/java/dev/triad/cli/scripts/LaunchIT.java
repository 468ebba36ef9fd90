// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.VectorApiCheck;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// `triad` and `bin/launch` in a checkout of their own, whose `mvnw` is invented: it counts its runs and puts the
/// test's own class path where Maven would write the module's.
@EnabledOnOs({OS.LINUX, OS.MAC})
final class LaunchIT {
    @TempDir
    Path temporary;

    private Path root;

    @BeforeEach
    void checkOut() throws IOException {
        root = temporary.toRealPath().resolve("a checkout");
        Script.copyFromCheckout("triad", root);
        Script.copyFromCheckout("bin/launch", root);
        Script.copyFromCheckout("bin/find-jdk", root);
        for (var file : List.of(
                "pom.xml",
                ".mvn/jvm.config",
                "core/pom.xml",
                "cli/pom.xml",
                "cli/src/main/A.java",
                "core/src/main/deep/B.java",
                "core/src/test/C.java",
                "bench/src/main/D.java")) {
            writeSource(file);
        }
        writeMaven("");
    }

    private void writeSource(String path) throws IOException {
        var file = root.resolve(path);
        var folder = file.getParent();
        assertThat(folder).isNotNull();
        Files.createDirectories(folder);
        Files.writeString(file, "source");
    }

    /// The time of a source is set, not waited for: file systems differ in how finely they count.
    private void touch(String path) throws IOException {
        Files.setLastModifiedTime(
                root.resolve(path), FileTime.from(Instant.now().plusSeconds(5)));
    }

    private void writeMaven(String doFirst) throws IOException {
        var library = root.resolve("core/target/triad-core-1.jar");
        Script.writeExecutable(
                root.resolve("mvnw"), """
                #!/bin/sh
                echo "$*" >>builds
                %s
                mkdir -p core/target cli/target
                echo jar >core/target/triad-core-1.jar
                echo jar >cli/target/triad-cli-1.jar
                printf '%%s' '%s:%s' >cli/target/classpath
                """.formatted(doFirst, library, System.getProperty("java.class.path")));
    }

    private Map<String, String> environment(Map<String, String> more) {
        var environment =
                new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home"), "HOME", temporary.toString()));
        environment.putAll(more);
        return environment;
    }

    private Script launch(Map<String, String> more, String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("cli", Echo.class.getName()));
        all.addAll(List.of(arguments));
        return Script.run(root.resolve("bin/launch"), environment(more), all.toArray(String[]::new));
    }

    private Script launch() throws IOException, InterruptedException {
        var script = launch(Map.of());
        assertThat(script.code()).as(script.err()).isZero();
        return script;
    }

    private int builds() throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
    }

    @Test
    void theFirstStartBuildsAndSaysSoAndTheSecondDoesNot() throws Exception {
        assertThat(launch().err())
                .isEqualTo("triad: building (the first time this downloads libtorch and takes a few minutes).\n");
        assertThat(launch().err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void whatBelongsToTheModuleIsBuiltAgainWhenItIsNewer() throws Exception {
        launch();
        int expected = 1;
        for (var newer : List.of(
                "pom.xml", "core/pom.xml", "core/src/main/deep/B.java", "cli/src/main/A.java", ".mvn/jvm.config")) {
            touch(newer);
            writeMaven("touch -r '%s' */target .".formatted(newer)); // a build that takes until then
            launch();
            assertThat(builds()).as(newer).isEqualTo(++expected);
            Files.setLastModifiedTime(root.resolve(newer), FileTime.from(Instant.EPOCH));
        }
    }

    @Test
    void testsAndModulesThatAreNotPartOfItDoNotMatter() throws Exception {
        launch();
        touch("core/src/test/C.java");
        touch("bench/src/main/D.java");
        launch();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aDeletedSourceIsAChange() throws Exception {
        launch();
        Files.delete(root.resolve("core/src/main/deep/B.java"));
        touch("core/src/main/deep");
        launch();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aLibraryThatIsGoneIsFetchedAgain() throws Exception {
        launch();
        var current =
                Files.readAllLines(root.resolve("cli/target/launch/current")).getFirst();
        Files.delete(root.resolve("cli/target/launch").resolve(current).resolve("triad-core-1.jar"));
        launch();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void otherProfilesAreAnotherBuild() throws Exception {
        launch();
        launch(Map.of("TRIAD_PROFILES", "mkl,cuda"));
        launch(Map.of("TRIAD_PROFILES", "mkl,cuda"));
        assertThat(Files.readAllLines(root.resolve("builds")))
                .satisfiesExactly(
                        plain -> assertThat(plain).doesNotContain("-P"),
                        profiles -> assertThat(profiles).contains("-P mkl,cuda"));
    }

    @Test
    void aFailedBuildShowsWhyAndNothingIsStarted() throws Exception {
        writeMaven("echo '[INFO] chatter'; echo '[ERROR] A.java:[3,1] no semicolon'; exit 1");
        var script = launch(Map.of());
        assertThat(script.code()).isEqualTo(1);
        assertThat(script.out()).isEmpty();
        assertThat(script.err())
                .contains("[ERROR] A.java:[3,1] no semicolon")
                .doesNotContain("chatter")
                .endsWith("triad: the build failed; above is why.\n");
        writeMaven("");
        launch();
    }

    @Test
    void aFailedBuildDoesNotHideBehindTheLastGoodOne() throws Exception {
        launch();
        touch("cli/src/main/A.java");
        writeMaven("exit 1");
        assertThat(launch(Map.of()).code()).isEqualTo(1);
        assertThat(launch(Map.of()).code()).isEqualTo(1);
    }

    @Test
    void twoFirstStartsAtOnceBuildOnce() throws Exception {
        writeMaven("sleep 2");
        var starts = new ArrayList<Script.Running>();
        for (int i = 0; i < 3; i++) {
            starts.add(Script.start(root.resolve("bin/launch"), environment(Map.of()), "cli", Echo.class.getName()));
        }
        for (var start : starts) {
            assertThat(start.await().code()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void theLockOfABuildThatWasKilledIsTakenOver() throws Exception {
        var dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        dead.waitFor();
        var lock = root.resolve("cli/target/launch/lock");
        Files.createDirectories(root.resolve("cli/target/launch"));
        Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));
        launch();
        assertThat(Files.isSymbolicLink(lock)).isFalse();
    }

    @Test
    void oldBuildsAreThrownAwayButNotTheOneBefore() throws Exception {
        for (int i = 0; i < 4; i++) {
            launch(Map.of("TRIAD_PROFILES", "profile" + i));
        }
        try (var left = Files.list(root.resolve("cli/target/launch")).filter(Files::isDirectory)) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void javaGetsWhatLibtorchNeeds() throws Exception {
        assertThat(launch().out().lines())
                .contains(
                        "OMP_WAIT_POLICY=PASSIVE",
                        "OMP_DYNAMIC=FALSE",
                        "MKL_CBWR=AUTO,STRICT",
                        "CUBLAS_WORKSPACE_CONFIG=:4096:8",
                        "LC_CTYPE=C.UTF-8",
                        "org.bytedeco.javacpp.maxBytes=0",
                        "org.bytedeco.javacpp.maxPhysicalBytes=0",
                        "org.bytedeco.openblas.load=null",
                        "triad.terminal=null",
                        "native=true");
    }

    @Test
    void theVectorApiIsThereAndNobodyIsWarned() throws Exception {
        launch();
        var script =
                Script.run(root.resolve("bin/launch"), environment(Map.of()), "cli", VectorApiCheck.class.getName());
        assertThat(script.err()).isEmpty();
        assertThat(script.out()).startsWith("jdk.incubator.vector [0.0");
    }

    @Test
    void theUsersOwnValuesWin() throws Exception {
        var out = launch(Map.of(
                        "OMP_WAIT_POLICY", "ACTIVE",
                        "MKL_CBWR", "AVX2",
                        "LANG", "de_DE.UTF-8",
                        "TRIAD_JAVA_OPTS", "-Xmx64m -Dtriad.test=* -Dorg.bytedeco.javacpp.maxBytes=1000"))
                .out();
        assertThat(out.lines())
                .contains(
                        "OMP_WAIT_POLICY=ACTIVE",
                        "MKL_CBWR=AVX2",
                        "LC_CTYPE=null",
                        "triad.test=*",
                        "org.bytedeco.javacpp.maxBytes=1000");
        assertThat(out).containsPattern("heap=6\\d{7}\n");
    }

    @Test
    void mklIsLoadedWhereItIsPartOfTheBuild() throws Exception {
        var mkl =
                Files.createDirectories(temporary.resolve("org/bytedeco/mkl/1")).resolve("mkl-1.jar");
        Files.writeString(mkl, "jar");
        writeMaven("");
        var maven = root.resolve("mvnw");
        Files.writeString(
                maven,
                Files.readString(maven)
                        .replace(
                                System.getProperty("java.class.path"),
                                mkl + File.pathSeparator + System.getProperty("java.class.path")));
        assertThat(launch().out().lines()).contains("org.bytedeco.openblas.load=mkl_rt");
    }

    @Test
    void argumentsArriveAsTheyWereTyped() throws Exception {
        assertThat(launch(Map.of(), "two words", "*", "", "-x").out()).endsWith("[two words]\n[*]\n[]\n[-x]\n");
    }

    @Test
    void triadStartsThroughALinkFromAnywhere() throws Exception {
        var bin = Files.createDirectories(temporary.resolve("bin"));
        var second = Files.createSymbolicLink(temporary.resolve("second"), root.resolve("triad"));
        var link = Files.createSymbolicLink(bin.resolve("triad"), Path.of("../" + second.getFileName()));
        var script = Script.run(link, environment(Map.of()), "--version");
        assertThat(script.code()).as(script.err()).isZero();
        assertThat(script.out()).startsWith("triad ");
    }

    @Test
    void theCommandLineSpeaksThroughTheLauncher() throws Exception {
        var help = Script.run(root.resolve("triad"), environment(Map.of()));
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: triad");
        var wrong = Script.run(root.resolve("triad"), environment(Map.of()), "--no-such-option");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).doesNotContain("WARNING").startsWith("triad: unknown option");
    }
}
