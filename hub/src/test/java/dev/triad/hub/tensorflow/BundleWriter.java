// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.tensorflow;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes indexes as TensorFlow would, and as it would not: one block, no shared keys unless asked for.
final class BundleWriter {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private int compression;

    /// Fields of a message, in the order they are put.
    static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint(bytes, field << 3);
            varint(bytes, value);
            return this;
        }

        Message message(int field, Message value) {
            varint(bytes, (field << 3) | 2);
            varint(bytes, value.bytes.size());
            bytes.writeBytes(value.bytes.toByteArray());
            return this;
        }

        Message fixed32(int field, int value) {
            varint(bytes, (field << 3) | 5);
            bytes.writeBytes(little(4).putInt(value).array());
            return this;
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }

    static Message header(int shards) {
        return new Message().number(1, shards);
    }

    /// A tensor that is described as it should be.
    static Message tensor(int type, byte[] bytes, long offset, long... shape) {
        return new Message()
                .number(1, type)
                .message(2, shape(shape))
                .number(4, offset)
                .number(5, bytes.length)
                .fixed32(6, MaskedCrc32c.of(MemorySegment.ofArray(bytes)));
    }

    static Message shape(long... shape) {
        var message = new Message();
        for (long dimension : shape) {
            message.message(2, new Message().number(1, dimension));
        }
        return message;
    }

    BundleWriter entry(String name, Message message) {
        return entry(name, message.toBytes());
    }

    BundleWriter entry(String name, byte[] value) {
        entries.put(name, value);
        return this;
    }

    BundleWriter compression(int method) {
        compression = method;
        return this;
    }

    byte[] toBytes() {
        var block = new ByteArrayOutputStream();
        entries.forEach((name, value) -> add(block, 0, name.getBytes(StandardCharsets.UTF_8), value));
        return table(block.toByteArray(), compression);
    }

    /// An entry of a block.
    static void add(ByteArrayOutputStream block, int shared, byte[] tail, byte[] value) {
        varint(block, shared);
        varint(block, tail.length);
        varint(block, value.length);
        block.writeBytes(tail);
        block.writeBytes(value);
    }

    /// A table of one block.
    static byte[] table(byte[] entries, int compression) {
        var file = new ByteArrayOutputStream();
        var meta = write(file, new byte[0], 0);
        var handle = write(file, entries, compression);
        var index = new ByteArrayOutputStream();
        add(index, 0, new byte[] {(byte) 0xff}, handle);
        var footer = new ByteArrayOutputStream();
        footer.writeBytes(meta);
        footer.writeBytes(write(file, index.toByteArray(), 0));
        file.writeBytes(Arrays.copyOf(footer.toByteArray(), 40));
        file.writeBytes(little(8).putLong(0xdb4775248b80fb57L).array());
        return file.toByteArray();
    }

    /// Writes a block with one restart; its handle.
    private static byte[] write(ByteArrayOutputStream file, byte[] entries, int compression) {
        int start = file.size();
        byte[] block = little(entries.length + 9)
                .put(entries)
                .putInt(0)
                .putInt(1)
                .put((byte) compression)
                .array();
        file.writeBytes(block);
        file.writeBytes(
                little(4).putInt(MaskedCrc32c.of(MemorySegment.ofArray(block))).array());
        var handle = new ByteArrayOutputStream();
        varint(handle, start);
        varint(handle, block.length - 1);
        return handle.toByteArray();
    }

    static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
