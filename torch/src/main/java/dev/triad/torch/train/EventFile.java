// SPDX-License-Identifier: Apache-2.0
package dev.triad.torch.train;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A TensorBoard event file with scalars.
///
/// The format is TFRecord framing (length, masked CRC-32C of the length, payload, masked CRC-32C of the payload;
/// all little endian) around `Event` protocol buffers: wall time (field 1, double), step (2, varint), file
/// version (3, string) or summary (5) with values of tag (1) and simple value (2, float).
final class EventFile implements AutoCloseable {
    static final String NAME = "events.out.tfevents.triad";

    private final OutputStream out;

    private EventFile(OutputStream out) {
        this.out = out;
    }

    /// Opens the file of a run folder for appending; what was logged after `lastStep`, or torn by a kill, is cut
    /// off.
    static EventFile open(Path folder, long lastStep) throws IOException {
        var file = folder.resolve(NAME);
        var kept = new ByteArrayOutputStream();
        if (Files.exists(file)) copyUntil(file, lastStep, kept);
        if (kept.size() == 0) kept.write(record(version()));
        var fresh = folder.resolve(NAME + ".partial");
        Files.write(fresh, kept.toByteArray());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new EventFile(Files.newOutputStream(file, StandardOpenOption.APPEND));
    }

    /// Appends scalars of one step; values that are not finite are skipped.
    void write(long step, double wallSeconds, Map<String, Double> scalars) throws IOException {
        var summary = new ByteArrayOutputStream();
        scalars.forEach((tag, value) -> {
            if (!Double.isFinite(value)) return;
            var entry = new ByteArrayOutputStream();
            field(entry, 1, tag.getBytes(StandardCharsets.UTF_8));
            entry.write(2 << 3 | 5);
            entry.writeBytes(little(4).putFloat((float) (double) value).array());
            field(summary, 1, entry.toByteArray());
        });
        var event = new ByteArrayOutputStream();
        time(event, wallSeconds);
        event.write(2 << 3);
        varint(event, step);
        field(event, 5, summary.toByteArray());
        out.write(record(event.toByteArray()));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static byte[] version() {
        var event = new ByteArrayOutputStream();
        time(event, 0);
        field(event, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        return event.toByteArray();
    }

    private static void copyUntil(Path file, long lastStep, ByteArrayOutputStream kept) throws IOException {
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            while (true) {
                var payload = next(in);
                if (payload == null || step(payload) > lastStep) return;
                kept.write(record(payload));
            }
        }
    }

    /// The next whole record, or null at the end or where the file is torn.
    private static byte @Nullable [] next(DataInputStream in) throws IOException {
        try {
            var header = in.readNBytes(12);
            if (header.length < 12) return null;
            var buffer = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
            long length = buffer.getLong();
            if (buffer.getInt() != maskedCrc(header, 8) || length < 0 || length > 1 << 24) return null;
            var payload = new byte[(int) length];
            in.readFully(payload);
            int crc = Integer.reverseBytes(in.readInt());
            return crc == maskedCrc(payload, payload.length) ? payload : null;
        } catch (EOFException e) {
            return null;
        }
    }

    /// The step of an event written here: after the wall time, field 2, or none in the first.
    private static long step(byte[] event) {
        if (event.length < 11 || event[9] != 2 << 3) return 0;
        long value = 0;
        for (int i = 10, shift = 0; i < event.length && shift < 64; i++, shift += 7) {
            value |= (long) (event[i] & 0x7F) << shift;
            if (event[i] >= 0) break;
        }
        return value;
    }

    private static byte[] record(byte[] payload) {
        var length = little(8).putLong(payload.length).array();
        return little(payload.length + 16)
                .put(length)
                .putInt(maskedCrc(length, 8))
                .put(payload)
                .putInt(maskedCrc(payload, payload.length))
                .array();
    }

    private static int maskedCrc(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        int value = (int) crc.getValue();
        return (value >>> 15 | value << 17) + 0xA282EAD8;
    }

    private static void time(ByteArrayOutputStream event, double wallSeconds) {
        event.write(1 << 3 | 1);
        event.writeBytes(little(8).putDouble(wallSeconds).array());
    }

    private static void field(ByteArrayOutputStream message, int number, byte[] content) {
        message.write(number << 3 | 2);
        varint(message, content.length);
        message.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream message, long value) {
        while ((value & ~0x7FL) != 0) {
            message.write((int) ((value & 0x7F) | 0x80));
            value >>>= 7;
        }
        message.write((int) value);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
