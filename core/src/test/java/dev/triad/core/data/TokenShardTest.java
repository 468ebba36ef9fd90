// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.file.FullDisk;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenShardTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "1, 30522, 40, 5, 128",
        "2, 65536, 3, 2, 7",
        "3, 65537, 40, 5, 128",
        "4, 1, 10, 3, 4",
        "5, 250000, 2000, 9, 512",
        "6, 30522, 0, 1, 1",
        "7, 2147483647, 9, 3, 3",
    })
    void givesBackWhatWasWritten(int seed, int vocabulary, int documents, int maxExamples, int maxLength)
            throws IOException {
        Path file = folder.resolve("a.shard");
        var written = RandomShards.write(file, new Random(seed), vocabulary, documents, maxExamples, maxLength);
        try (var shard = TokenShard.open(file)) {
            shard.verify();
            assertThat(shard.examples()).isEqualTo(written.examples().size());
            assertThat(shard.documents()).isEqualTo(written.documentEnds().size());
            for (int i = 0; i < written.examples().size(); i++) {
                assertThat(shard.example(i)).isEqualTo(written.examples().get(i));
            }
            for (int i = 0; i < written.documentEnds().size(); i++) {
                assertThat(shard.documentEnd(i))
                        .isEqualTo((long) written.documentEnds().get(i));
            }
            long tokens =
                    written.examples().stream().mapToLong(TokenExample::length).sum();
            assertThat(shard.tokens()).isEqualTo(tokens);
            assertThat(written.entry())
                    .isEqualTo(new TokenManifest.Shard(
                            "a.shard", Files.size(file), Sha256.of(file), shard.documents(), shard.examples(), tokens));
        }
    }

    @Test
    void typeIdsFollowFromTheFirstSegmentsLength() {
        assertThat(new TokenExample(new int[] {2, 7, 3, 8, 3}, 3).typeIds()).containsExactly(0, 0, 0, 1, 1);
    }

    /// Every possible flip of one byte and every possible cut of a small file.
    @Test
    void damageIsFoundWhereverItIs() throws IOException {
        Path file = folder.resolve("a.shard");
        RandomShards.write(file, new Random(8), 30522, 6, 4, 6);
        byte[] good = Files.readAllBytes(file);
        Path bad = folder.resolve("b.shard");
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            Files.write(bad, flipped);
            assertThatThrownBy(() -> openAndVerify(bad))
                    .as("byte %d", i)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(bad + ": ");
            Files.write(bad, Arrays.copyOf(good, i));
            assertThatThrownBy(() -> TokenShard.open(bad).close())
                    .as("cut at %d", i)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(bad + ": ");
        }
    }

    @Test
    void damageIsPlacedWithinAMebibyte() throws IOException {
        Path file = folder.resolve("a.shard");
        RandomShards.write(file, new Random(9), 30522, 900, 40, 128);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes.length).isGreaterThan(2 << 20);
        bytes[(1 << 20) + 17]++;
        Files.write(file, bytes);
        assertThatThrownBy(() -> openAndVerify(file))
                .hasMessage(file + ": is damaged between byte 1048576 and byte 2097152");
    }

    @Test
    void aFullDiskLeavesNoShard() throws IOException {
        var block = new TokenBlock(100);
        block.example(new int[1000], 1000, 1000);
        block.endDocument();
        for (long room : new long[] {0, 3, 16, 2000, 2050, 2060, 2090}) {
            assertThatThrownBy(() -> {
                        try (var writer = TokenShardWriter.create(folder.resolve("a.shard"), 100, new FullDisk(room))) {
                            writer.append(block);
                            writer.finish();
                        }
                    })
                    .as("room for %d bytes", room)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a.shard.partial: writing failed at byte " + room);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void refusesIdsOutsideTheVocabularyAndOpenDocuments() throws IOException {
        var block = new TokenBlock(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block.example(new int[] {1, 10}, 2, 2))
                .withMessage("token id 10 at position 1 is outside a vocabulary of 10");
        assertThatIllegalArgumentException().isThrownBy(() -> block.example(new int[] {1, -1}, 2, 2));
        block.example(new int[] {1, 2}, 2, 1);
        try (var writer = TokenShardWriter.create(folder.resolve("a.shard"), 10, Storage.DISK)) {
            assertThatIllegalArgumentException().isThrownBy(() -> writer.append(block));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.append(new TokenBlock(11)));
        }
    }

    @Test
    void examplesOutsideTheShardAreRefused() throws IOException {
        Path file = folder.resolve("a.shard");
        int count =
                RandomShards.write(file, new Random(10), 50, 5, 5, 5).examples().size();
        try (var shard = TokenShard.open(file)) {
            for (long example : new long[] {-1, count, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> shard.example(example)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> shard.firstLength(example)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> shard.documentEnd(example)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    private static void openAndVerify(Path file) throws IOException {
        try (var shard = TokenShard.open(file)) {
            shard.verify();
        }
    }
}
