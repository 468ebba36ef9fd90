// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.random.RandomKey;
import dev.triad.core.random.RandomStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A run killed with SIGKILL at random moments and resumed in a new JVM has the losses of an undisturbed one, bit
/// for bit.
class KillAndResumeIT {
    private static final int STEPS = 120;

    @TempDir
    Path folder;

    private static Process start(Path run, String dtype, int threads) throws IOException {
        return start(run, STEPS, dtype, threads);
    }

    private static Process start(Path run, int steps, String dtype, int threads) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.bytedeco.javacpp.maxBytes=0",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                TrainingProcess.class.getName(),
                run.toString(),
                Integer.toString(steps),
                dtype,
                Integer.toString(threads)));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().put("OMP_DYNAMIC", "FALSE");
        return builder.start();
    }

    private static List<String> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("log.jsonl")).stream()
                .map(line -> line.replaceAll("\"time\":\"[^\"]*\",", ""))
                .toList();
    }

    /// Waits until the run has logged about `lines` lines, then a little longer, and kills it.
    private static void killAround(Process process, Path run, int lines, RandomStream draws)
            throws IOException, InterruptedException {
        var log = run.resolve("log.jsonl");
        while (process.isAlive()
                && (!Files.exists(log) || Files.readString(log).lines().count() < lines)) {
            Thread.sleep(5);
        }
        Thread.sleep(draws.nextInt(30));
        process.destroyForcibly().waitFor();
    }

    @ParameterizedTest
    @CsvSource({"f32, 1", "f32, 2", "bf16, 1", "bf16, 2"})
    void killedRunsResumeExactly(String dtype, int threads) throws IOException, InterruptedException {
        var whole = folder.resolve("whole");
        assertThat(start(whole, dtype, threads).waitFor()).isZero();

        var killed = folder.resolve("killed");
        var draws = RandomKey.of(threads).named(dtype).at(0, 0, 0);
        killAround(start(killed, dtype, threads), killed, 1 + draws.nextInt(STEPS / 2), draws);
        killAround(start(killed, dtype, threads), killed, STEPS / 2 + draws.nextInt(STEPS / 2 - 10), draws);
        assertThat(start(killed, dtype, threads).waitFor()).isZero();

        assertThat(losses(killed)).isEqualTo(losses(whole)).hasSize(STEPS + 3);
        var last = "checkpoints/step-%08d/".formatted(STEPS);
        for (String file : List.of("model.safetensors", "state.safetensors", "ema.safetensors")) {
            assertThat(killed.resolve(last + file)).hasSameBinaryContentAs(whole.resolve(last + file));
        }
    }

    @Test
    void anInterruptedRunLeavesACheckpointAndEndsByTheSignal() throws IOException, InterruptedException {
        var run = folder.resolve("run");
        var process = start(run, 1_000_000, "f32", 1); // far more than it gets to do
        while (!Files.exists(run.resolve("log.jsonl")) || losses(run).size() < 10) Thread.sleep(5);
        // A background job ignores Ctrl-C and its children with it, so the test sends the other signal that is handled.
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        long logged = losses(run).size();
        var latest = RunFolder.open(run).checkpoints().latest();
        assertThat(latest).isPresent();
        assertThat(CheckpointFolder.step(latest.get())).isEqualTo(logged - logged / 41);
    }
}
