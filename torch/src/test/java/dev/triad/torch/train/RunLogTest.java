// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    @TempDir
    Path folder;

    private void write(int from, int to) throws IOException {
        try (var log = RunLog.open(folder, from - 1)) {
            for (int step = from; step <= to; step++) log.write(step, "train", Map.of("loss", 1.0 / step));
        }
    }

    @Test
    void linesAndEventsAfterTheCheckpointAreCutOnResume() throws IOException {
        write(1, 8);
        write(6, 7);
        var lines = Files.readAllLines(folder.resolve("log.jsonl"));
        assertThat(lines).hasSize(7);
        assertThat(lines.getLast()).contains("\"step\":7").contains("\"loss\":" + 1.0 / 7);
        assertThat(events()).hasSize(8); // the version and seven steps
    }

    @Test
    void aTornLineAndATornEventAreCutToo() throws IOException {
        write(1, 3);
        Files.writeString(folder.resolve("log.jsonl"), "{\"step\":4,\"ki", StandardOpenOption.APPEND);
        Files.write(folder.resolve(EventFile.NAME), new byte[] {40, 0, 0, 0, 0, 0}, StandardOpenOption.APPEND);
        write(4, 5);
        assertThat(Files.readAllLines(folder.resolve("log.jsonl"))).hasSize(5);
        assertThat(events()).hasSize(6);
    }

    @Test
    void whatIsNotFiniteIsWrittenAsText() throws IOException {
        try (var log = RunLog.open(folder, 0)) {
            log.write(1, "train", Map.of("loss", Double.NaN));
        }
        assertThat(Files.readString(folder.resolve("log.jsonl"))).contains("\"loss\":\"NaN\"");
    }

    @Test
    void eventsHaveTensorBoardsFraming() throws IOException {
        write(1, 1);
        var events = events();
        assertThat(new String(events.get(0), StandardCharsets.UTF_8)).contains("brain.Event:2");
        var scalar = ByteBuffer.wrap(events.get(1)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(scalar.get(9)).isEqualTo((byte) 0x10); // field 2, varint: the step
        assertThat(scalar.get(10)).isEqualTo((byte) 1);
        assertThat(scalar.get(11)).isEqualTo((byte) 0x2A); // field 5, the summary
        assertThat(new String(events.get(1), StandardCharsets.UTF_8)).contains("train/loss");
        assertThat(scalar.getFloat(events.get(1).length - 4)).isEqualTo(1f);
    }

    /// Reads the records by the published framing, independently of the writer.
    private List<byte[]> events() throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(EventFile.NAME)))
                .order(ByteOrder.LITTLE_ENDIAN);
        var records = new ArrayList<byte[]>();
        while (bytes.hasRemaining()) {
            var length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(masked(length));
            var payload = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(payload);
            assertThat(bytes.getInt()).isEqualTo(masked(payload));
            records.add(payload);
        }
        return records;
    }

    private static int masked(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xA282EAD8;
    }
}
