// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.cli.Run;
import dev.triad.cli.console.ExitCode;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.encoder.EncoderFamily;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged and hostile models through the whole way, from the command line to libtorch: each ends with a model that
/// works or with one sentence that names the file, and nothing half-written stays.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileModelTest {
    private static final int TRIALS = Integer.getInteger("triad.test.trials", 120);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt"})
    void damagedFilesOfAFolder(String file) throws IOException {
        var model = TinyModels.write(
                folder.resolve("model"), TinyModels.config(EncoderFamily.ELECTRA, HeadKind.SEQUENCE_CLASSIFICATION));
        if (file.equals("vocab.txt")) Files.delete(model.resolve("tokenizer.json"));
        damage(model, model.resolve(file), TinyModels.expected(model));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vocab.json", "merges.txt"})
    void damagedFilesOfByteLevelTokenizers(String file) throws IOException {
        var model = TinyModels.write(
                folder.resolve("model"), TinyModels.config(EncoderFamily.ROBERTA, HeadKind.TOKEN_CLASSIFICATION));
        Files.delete(model.resolve("tokenizer.json"));
        damage(model, model.resolve(file), TinyModels.expected(model));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip.bin",
                "legacy.bin",
                "model.pth.tar",
                "model.ckpt.index",
                "model.ckpt.data-00000-of-00001",
            })
    void damagedCheckpoints(String file) throws IOException {
        for (var name : List.of(file, "model.ckpt.index", "model.ckpt.data-00000-of-00001")) {
            try (var in = Objects.requireNonNull(getClass().getResourceAsStream("checkpoints/" + name))) {
                if (!Files.exists(folder.resolve(name))) Files.copy(in, folder.resolve(name));
            }
        }
        var model = folder.resolve(file.startsWith("model.ckpt") ? "model.ckpt" : file);
        damage(model, folder.resolve(file), folder.resolve("none"));
    }

    private void damage(Path model, Path file, Path expected) throws IOException {
        var random = new Random(file.getFileName().toString().hashCode());
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Files.write(file, damaged(whole, random));
            var out = folder.resolve("out-" + trial);
            var run = switch (trial % 4) {
                case 0 -> TinyModels.triad("model", "inspect", model);
                case 1 ->
                    Files.exists(expected)
                            ? TinyModels.triad("model", "verify", model, expected)
                            : TinyModels.triad("model", "inspect", model, "--part", "generator");
                default -> TinyModels.triad("model", "convert", model, out, "--positions", "40");
            };
            check(run, trial);
            refused += run.code() == ExitCode.OK ? 0 : 1;
            boolean written = trial % 4 > 1 && run.code() == ExitCode.OK;
            assertThat(Files.exists(out)).as("trial %s: %s", trial, run.err()).isEqualTo(written);
            assertThat(folder)
                    .isDirectoryNotContaining(
                            path -> path.getFileName().toString().startsWith("."));
        }
        assertThat(refused).as("damage that shows").isGreaterThan(3);
    }

    private void check(Run run, int trial) {
        if (run.code() == ExitCode.OK) return;
        boolean differs = run.err().isEmpty() && run.out().contains("above the tolerance");
        if (differs) return;
        assertThat(run.code()).as("trial %s: %s", trial, run.err()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines().filter(line -> !line.startsWith("there is no tokenizer")))
                .as("trial %s: %s", trial, run.err())
                .hasSize(1);
        assertThat(run.err())
                .as("trial %s", trial)
                .contains("triad: ")
                .doesNotContain("an error inside Triad", "ran out of memory")
                .contains(folder.toString());
    }

    /// Cut short, a few bytes changed, or a number of many digits in place of one.
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            case 1 -> {
                int at = random.nextInt(damaged.length);
                for (int i = 0; i < damaged.length; i++) {
                    int digit = (at + i) % damaged.length;
                    if (damaged[digit] >= '0' && damaged[digit] <= '9') {
                        return spliced(damaged, digit, Integer.toString(random.nextInt()));
                    }
                }
            }
            default -> {
                for (int n = 1 + random.nextInt(3); n > 0; n--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
            }
        }
        return damaged;
    }

    private static byte[] spliced(byte[] whole, int at, String text) {
        var spliced = new ByteArrayOutputStream();
        spliced.write(whole, 0, at);
        spliced.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        spliced.write(whole, at + 1, whole.length - at - 1);
        return spliced.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"vocab_size\": 2000000000",
                "\"hidden_size\": 1073741824, \"num_attention_heads\": 1",
                "\"num_hidden_layers\": 2000000000",
                "\"intermediate_size\": 2147483647",
                "\"max_position_embeddings\": 2147483647",
                "\"id2label\": null, \"num_labels\": 2147483647",
                "\"id2label\": {\"0\": {\"a\": []}}",
                "\"architectures\": [{\"a\": 1}]",
            })
    void aConfigurationThatAsksForTooMuchIsRefusedBeforeMemoryIs(String lie) throws IOException {
        var model = TinyModels.write(
                folder.resolve("model"), TinyModels.config(EncoderFamily.BERT, HeadKind.SEQUENCE_CLASSIFICATION));
        var names = Arrays.stream(lie.split(", "))
                .map(pair -> pair.substring(0, pair.indexOf(':')))
                .toList();
        var kept = Files.readString(model.resolve("config.json"))
                .replaceAll("(?s)\"id2label\" : \\{[^}]*},", "")
                .lines()
                .filter(line -> names.stream().noneMatch(line::contains))
                .toList();
        Files.writeString(model.resolve("config.json"), String.join("\n", kept).replaceFirst("\\{", "{" + lie + ","));
        var run = TinyModels.triad("model", "convert", model, folder.resolve("out"));
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        check(run, 0);
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        var model = TinyModels.write(folder.resolve("model"), TinyModels.config(EncoderFamily.BERT, HeadKind.NONE));
        for (var file : List.of("tokenizer.json", "config.json")) {
            Files.writeString(model.resolve(file), "{\"a\":" + "[".repeat(100_000));
            var run = TinyModels.triad("model", "convert", model, folder.resolve("out"));
            assertThat(run.code()).isEqualTo(ExitCode.FAILED);
            check(run, 0);
        }
    }
}
