// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A protocol buffer in the making: fields in the order they are added, each a key (field number and wire type)
/// and a value. Nested messages are added when they are finished, for their length stands before them; weights
/// are taken up by reference.
final class Message implements Payload {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final List<Payload> parts = new ArrayList<>();
    private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private long size;

    /// An integer, a boolean or an enum.
    Message add(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    /// Integers one by one, as files of the second version of the language have them; every parser takes both.
    Message add(int field, long[] values) {
        for (long value : values) {
            add(field, value);
        }
        return this;
    }

    Message add(int field, float value) {
        key(field, FIXED32);
        var bytes =
                ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
        tail.writeBytes(bytes.array());
        size += Float.BYTES;
        return this;
    }

    Message add(int field, String text) {
        return add(field, Payload.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// A finished message or raw bytes.
    Message add(int field, Payload value) {
        key(field, LENGTH_DELIMITED);
        varint(value.size());
        cutTail();
        parts.add(value);
        size += value.size();
        return this;
    }

    private void key(int field, int wireType) {
        varint(((long) field << 3) | wireType);
    }

    /// Seven bits a byte, the lowest first; negative numbers take ten bytes.
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            tail.write((int) ((rest & 0x7F) | 0x80));
            size++;
            rest >>>= 7;
        }
        tail.write((int) rest);
        size++;
    }

    private void cutTail() {
        if (tail.size() > 0) {
            parts.add(Payload.of(tail.toByteArray()));
            tail.reset();
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        cutTail();
        for (var part : parts) {
            part.writeTo(out);
        }
    }
}
