// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.CommandGroup;
import dev.triad.cli.console.ExitCode;
import dev.triad.cli.console.Shell;
import dev.triad.torch.machine.CacheFolder;
import dev.triad.torch.machine.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The doctor on the machine that runs the test, with a cache folder of its own: the build points TRIAD_HOME there.
final class DoctorIT {
    @CommandLine.Command(name = "root", description = "A root for tests.")
    static final class Root {}

    private final SettingsFile settings = SettingsFile.in(CacheFolder.ofUser());

    @BeforeEach
    @AfterEach
    void forgetSettings() throws IOException {
        assertThat(settings.path())
                .as("TRIAD_HOME is set by the build")
                .startsWithRaw(Path.of(System.getenv().getOrDefault("TRIAD_HOME", "")));
        Files.deleteIfExists(settings.path());
    }

    private void writeSettings(String text) throws IOException {
        Files.createDirectories(settings.path().getParent());
        Files.writeString(settings.path(), text);
    }

    private static Run doctor(String... arguments) {
        var line = Shell.commandLine(new Root(), List.of(CommandGroup.of("Machine", Doctor.class)));
        var all = new java.util.ArrayList<>(List.of("doctor"));
        all.addAll(List.of(arguments));
        return Run.of(line, all.toArray(String[]::new));
    }

    private static JsonNode json(Run run) {
        assertThat(run.code()).as(run.err()).isZero();
        return new JsonMapper().readTree(run.out());
    }

    @Test
    void theMachineIsDescribedInLines() {
        var run = doctor();
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().map(line -> line.split(" {2,}")[0]))
                .containsSubsequence(
                        "Java",
                        "System",
                        "Processor",
                        "Vectors",
                        "Memory",
                        "GPU",
                        "Cache",
                        "libtorch",
                        "Settings",
                        "A run takes");
        assertThat(settings.path()).doesNotExist();
    }

    @Test
    void jsonSaysTheSame() {
        var json = json(doctor("--json", "--dtype", "f32", "--threads", "1"));
        assertThat(json.at("/java/version").asString()).isEqualTo(System.getProperty("java.vm.version"));
        assertThat(json.at("/processor/hardware_threads").asInt())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(json.at("/libtorch/version").asString()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(json.at("/run/dtype").asString()).isEqualTo("f32");
        assertThat(json.at("/run/threads").asInt()).isEqualTo(1);
        assertThat(json.at("/settings/origin").asString()).contains("assumed");
    }

    @Test
    void whatWasMeasuredIsWhatLaterRunsTake() throws IOException {
        writeSettings("{"); // measuring is the remedy for a broken file, so that must not stop it
        var measured = doctor("--measure", "--threads", "1", "--progress", "off");
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(measured.out()).contains("Matrix products, GFLOP/s", "Attention, forward and backward", "Best: ");

        var later = json(doctor("--json"));
        assertThat(later.at("/settings/origin").asString()).startsWith("measured");
        assertThat(later.at("/run/threads").asInt()).isEqualTo(1);
        var file = new JsonMapper().readTree(settings.path());
        assertThat(file.at("/dtype")).isEqualTo(later.at("/run/dtype"));
        assertThat(StreamSupport.stream(file.at("/timings").spliterator(), false))
                .hasSize(18)
                .allMatch(timing -> timing.at("/milliseconds").asDouble() > 0);
    }

    @Test
    void aBrokenSettingsFileIsOneSentence() throws IOException {
        writeSettings("{");
        var run = doctor();
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines()).singleElement().asString().contains("settings.json is not a settings file");
        assertThat(doctor("--measure").code())
                .as("measuring is the remedy, so it must work")
                .isZero();
    }

    @Test
    void aDeviceThatIsNotThereIsOneSentence() {
        var run = doctor("--device", "cuda:77");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines()).singleElement().asString().startsWith("triad: device cuda:77 cannot be used");
    }
}
