// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.cli.console.ExitCode;
import dev.triad.core.file.AtomicFolder;
import dev.triad.core.file.Json;
import dev.triad.electra.checkpoint.HeadKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model is packaged once and asked in several ways.
final class PackageCommandIT {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Path model = Path.of("");
    private static Path image = Path.of("");
    private static Path texts = Path.of("");
    private static String said = "";

    @BeforeAll
    static void packageAModel() throws IOException {
        var dense = RandomModels.write(shared.resolve("dense"), HeadKind.SEQUENCE_CLASSIFICATION);
        model = shared.resolve("a small model.safetensors");
        var packed = RandomModels.triad(
                "quant", "compress", "--model", dense, "--target", "60kB", "--no-finetune", "--out", model);
        assertThat(packed.code()).as(packed.err()).isZero();
        image = shared.resolve("an image");
        var made = RandomModels.triad("package", "--model", model, "--out", image, "--progress", "off");
        assertThat(made.code()).as(made.err()).isZero();
        said = made.out();
        texts = Files.write(shared.resolve("texts.txt"), List.of("a good film", "the film is bad\ta film", ""));
    }

    private static String expected() {
        var run = RandomModels.triad("run", "classify", "--model", model, "--input", texts);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    private static void answers(Path script) throws IOException {
        var run = Program.run(List.of(script.toString()), texts);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        var answers = run.out().lines().toList();
        var expected = expected().lines().toList();
        assertThat(answers).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            var answer = json(answers.get(i));
            var wanted = json(expected.get(i));
            for (String same : List.of("id", "label")) {
                assertThat(answer.get(same)).as(same).isEqualTo(wanted.get(same));
            }
            // the image computes with vectors as soon as they are warm, this test without
            for (String label : List.of("bad", "good")) {
                assertThat(probability(answer, label)).isCloseTo(probability(wanted, label), within(1e-4));
            }
        }
    }

    private static Map<String, Object> json(String line) throws IOException {
        return Json.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private static double probability(Map<String, Object> answer, String label) {
        return ((Number) ((Map<?, ?>) answer.get("probabilities")).get(label)).doubleValue();
    }

    @Test
    void theProgramAnswersAsTriadRunDoesAndSaysNothingElse() throws IOException {
        answers(image.resolve("bin/classify"));
    }

    @Test
    void theProgramComputesWithTheVectorApi() throws IOException {
        var java = image.resolve("lib/java/bin/java").toString();
        assertThat(Program.run(List.of(java, "--list-modules"), null).out())
                .containsPattern("(?s)java.base.*jdk.incubator.vector")
                .hasLineCount(2);
    }

    @Test
    void theImageCanBeMovedAndLinkedTo() throws IOException {
        var copy = folder.resolve("copy");
        assertThat(Program.run(List.of("cp", "-r", image.toString(), copy.toString()), null)
                        .code())
                .isZero();
        answers(copy.resolve("bin/classify")); // its times are other ones now: the cache does not fit any more
        answers(Files.createSymbolicLink(folder.resolve("link"), image.resolve("bin/classify")));
    }

    @Test
    void theStartUpCacheIsUsed() throws IOException {
        var lib = image.resolve("lib");
        var run = Program.run(
                List.of(
                        lib.resolve("java/bin/java").toString(),
                        "-XX:AOTCache=" + lib.resolve("app.aot"),
                        "-XX:AOTMode=on",
                        "-Xlog:class+load",
                        "-jar",
                        lib.resolve("app.jar").toString(),
                        "--model",
                        lib.resolve("model").toString()),
                texts);
        assertThat(run.code()).as(run.said()).isZero();
        assertThat(run.out()).containsPattern("dev.triad.runtime.TextClassifier source: shared objects file");
    }

    @Test
    void theCommandSaysHowLargeAndHowFastItIs() {
        assertThat(said)
                .contains("wrote " + image)
                .containsPattern("\\d+\\.\\d MB in all; Java \\d+")
                .containsPattern("first answer \\d+\\.\\d\\d s after the start")
                .contains("try: echo 'What a fine film!' | " + image.resolve("bin/classify"));
    }

    @Test
    void failuresOfTheProgramAreOneSentenceInItsName() throws IOException {
        var script = image.resolve("bin/classify").toString();
        var misused = Program.run(List.of(script, "--inptu", "x"), null);
        assertThat(misused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(misused.err()).startsWith("classify: '--inptu' is not known").hasLineCount(1);
        var failed = Program.run(List.of(script, "--input", "absent.txt"), null);
        assertThat(failed.code()).isEqualTo(ExitCode.FAILED);
        assertThat(failed.err()).isEqualTo("classify: there is no file absent.txt\n");
        assertThat(Program.run(List.of(script, "--help"), null).out()).startsWith("Usage: classify ");
    }

    @Test
    void whatIsThereIsNotReplaced() throws IOException {
        Files.writeString(folder.resolve("mine"), "mine");
        var full = RandomModels.triad("package", "--model", model, "--out", folder);
        assertThat(full.code()).isEqualTo(ExitCode.FAILED);
        assertThat(full.err()).contains("the folder is not empty");
        var file = RandomModels.triad("package", "--model", model, "--out", folder.resolve("mine"));
        assertThat(file.err()).contains("there is a file of that name");
        assertThat(folder.resolve("mine")).hasContent("mine");
    }

    @Test
    void aModelThatCannotBeReadLeavesNothingBehind() throws IOException {
        var broken = folder.resolve("broken.safetensors");
        Files.write(broken, new byte[] {1, 2, 3});
        var run = RandomModels.triad("package", "--model", broken, "--out", folder.resolve("out"));
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("broken.safetensors").hasLineCount(1);
        var bare = Files.createDirectory(folder.resolve("bare"));
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(shared.resolve("dense").resolve(name), bare.resolve(name));
        }
        var without = RandomModels.triad("package", "--model", bare, "--out", folder.resolve("out"));
        assertThat(without.err()).contains("there is no tokenizer").hasLineCount(1);
        AtomicFolder.delete(bare);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(broken);
        }
    }

    @Test
    void aJavaWithoutALinkerIsNamed() {
        assertThatThrownBy(() -> new Jdk(folder).link(folder.resolve("java")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder + ": this Java has no jlink");
    }

    @Test
    void aNameThatIsNoneIsMisuse() {
        var run = RandomModels.triad("package", "--model", model, "--out", folder.resolve("out"), "--name", "a/b");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("'a/b' is no name");
    }
}
