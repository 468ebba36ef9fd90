// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.model.packed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triad.core.model.ModelFileException;
import dev.triad.core.model.SafetensorsFile;
import dev.triad.core.text.Tokenizer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files: each is read, or refused in one sentence that begins with its name.
class PackedModelFuzzTest {
    private static final int FILES = 100_000;

    @TempDir
    Path folder;

    private int refused;

    private byte[] packed(Tokenizer tokenizer) throws IOException {
        var file = folder.resolve("model.safetensors");
        PackedModelWriter.write(file, new Samples(11).content(Optional.of(tokenizer)));
        return Files.readAllBytes(file);
    }

    @Test
    void damagedBytesGiveOneSentenceOrAModel() throws IOException {
        var random = new Random(12);
        var good = packed(Samples.wordPiece());
        int header = headerEnd(good);
        for (int i = 0; i < FILES / 2; i++) {
            var bad = good.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                // most of the meaning is in the header
                int at = random.nextInt(random.nextInt(4) == 0 ? bad.length : header);
                bad[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : bad[at] ^ 1 << random.nextInt(8));
            }
            read(bad);
        }
        assertThat(refused).isBetween(FILES / 4, FILES / 2 - 1);
    }

    @Test
    void digitsAndWordsThatChangedGiveOneSentenceOrAModel() throws IOException {
        var random = new Random(13);
        var good = packed(Samples.byteLevel());
        int header = headerEnd(good);
        String text = new String(good, 8, header - 8, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < FILES * 4 / 10; i++) {
            var bad = good.clone();
            int at = 8 + random.nextInt(header - 8);
            while (at < header && !Character.isDigit(bad[at])) {
                at++;
            }
            if (at < header) {
                bad[at] = (byte) ('0' + random.nextInt(10));
            }
            int word = random.nextInt(3) == 0 ? text.indexOf("product", random.nextInt(text.length())) : -1;
            if (word >= 0) {
                var other = random.nextBoolean() ? "int8   " : "int4   ";
                System.arraycopy(other.getBytes(StandardCharsets.ISO_8859_1), 0, bad, 8 + word, 7);
            }
            read(bad);
        }
        assertThat(refused).isGreaterThan(FILES / 10);
    }

    @Test
    void filesThatEndTooEarlyAreRefused() throws IOException {
        var good = packed(Samples.wordPiece());
        for (int length = 0; length < good.length; length += 7) {
            read(Arrays.copyOf(good, length));
        }
        assertThat(refused).isEqualTo((good.length + 6) / 7);
    }

    private static int headerEnd(byte[] file) {
        return 8 + (file[0] & 0xFF) + ((file[1] & 0xFF) << 8) + ((file[2] & 0xFF) << 16);
    }

    private void read(byte[] bytes) {
        try (var model = PackedModel.of(SafetensorsFile.of("fuzzed", MemorySegment.ofArray(bytes)))) {
            for (var weight : model.content().weights().values()) {
                assertThat((long) weight.decode().length)
                        .isEqualTo(weight.shape().count());
            }
            var tokenizer = model.tokenizer();
            tokenizer.ifPresent(
                    text -> assertThat(text.encode("a reader").ids()).isNotNull());
        } catch (ModelFileException e) {
            assertThat(e).hasMessageStartingWith("fuzzed: ");
            assertThat(e.getMessage()).doesNotContain("\n");
            refused++;
        } catch (IOException e) {
            throw new AssertionError("a fault without its place", e);
        }
    }
}
