// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triad.core.model.ModelFileException;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class SortedTableTest {
    /// Vectors of RFC 3720, B.4, and LevelDB's mask of them, worked out by hand.
    @Test
    void theChecksumIsCastagnolisMasked() {
        byte[] zeros = new byte[32];
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        assertThat(MaskedCrc32c.of(MemorySegment.ofArray(zeros)))
                .isEqualTo(Integer.rotateRight(0x8a9136aa, 15) + 0xa282ead8);
        assertThat(MaskedCrc32c.of(MemorySegment.ofArray(ones)))
                .isEqualTo(Integer.rotateRight(0x62a8ab43, 15) + 0xa282ead8);
        assertThat(MaskedCrc32c.of(MemorySegment.ofArray(new byte[0]))).isEqualTo(0xa282ead8);
    }

    @Test
    void keysContinueTheOneBeforeThem() throws ModelFileException {
        var block = new ByteArrayOutputStream();
        BundleWriter.add(block, 0, "layer_1/kernel".getBytes(StandardCharsets.US_ASCII), new byte[] {1});
        BundleWriter.add(block, 8, "weight".getBytes(StandardCharsets.US_ASCII), new byte[] {2, 2});
        BundleWriter.add(block, 6, "2".getBytes(StandardCharsets.US_ASCII), new byte[0]);
        var entries = read(block);
        assertThat(entries.keySet()).containsExactly("layer_1/kernel", "layer_1/weight", "layer_2");
        assertThat(entries.get("layer_1/weight").byteSize()).isEqualTo(2);
    }

    @Test
    void keysOutOfOrderOrTwiceAreRefused() {
        var falling = new ByteArrayOutputStream();
        BundleWriter.add(falling, 0, "b".getBytes(StandardCharsets.US_ASCII), new byte[0]);
        BundleWriter.add(falling, 0, "a".getBytes(StandardCharsets.US_ASCII), new byte[0]);
        assertRefused(falling, "keys out of order");
        var twice = new ByteArrayOutputStream();
        BundleWriter.add(twice, 0, "b".getBytes(StandardCharsets.US_ASCII), new byte[0]);
        BundleWriter.add(twice, 1, "".getBytes(StandardCharsets.US_ASCII), new byte[0]);
        assertRefused(twice, "keys out of order");
    }

    @Test
    void lengthsBeyondTheBlockAreRefusedBeforeAnythingIsAllocated() {
        for (long length : new long[] {5, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1}) {
            var key = new ByteArrayOutputStream();
            BundleWriter.varint(key, 0);
            BundleWriter.varint(key, length);
            BundleWriter.varint(key, 0);
            assertRefused(key, "a length of");
            var value = new ByteArrayOutputStream();
            BundleWriter.varint(value, 0);
            BundleWriter.varint(value, 0);
            BundleWriter.varint(value, length);
            assertRefused(value, "a length of");
            var shared = new ByteArrayOutputStream();
            BundleWriter.varint(shared, length);
            BundleWriter.varint(shared, 0);
            BundleWriter.varint(shared, 0);
            assertRefused(shared, "a key that shares more than there is");
        }
    }

    /// 60 KB in the file, 256 MB in memory, were nothing counted.
    @Test
    void keysThatShareLongBeginningsAreBounded() {
        var block = new ByteArrayOutputStream();
        BundleWriter.add(block, 0, new byte[30_000], new byte[0]);
        for (int i = 0; i < 8_000; i++) {
            BundleWriter.add(block, 30_000 + i, new byte[1], new byte[0]);
        }
        assertRefused(block, "names of more than 67108864 bytes");
    }

    private static SequencedMap<String, MemorySegment> read(ByteArrayOutputStream block) throws ModelFileException {
        return SortedTable.read("it", MemorySegment.ofArray(BundleWriter.table(block.toByteArray(), 0)));
    }

    private static void assertRefused(ByteArrayOutputStream block, String words) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> read(block))
                .withMessageContaining(words);
    }
}
