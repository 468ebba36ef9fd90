// SPDX-License-Identifier: Apache-2.0
package dev.triad.bench.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A protocol buffer as its fields in order, whatever they mean. Content is passed on as it is; nothing is copied
/// while it is read.
record WireMessage(List<Field> fields) {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /// A field: `value` if it is a varint, `content` otherwise.
    record Field(int number, int wireType, long value, ByteBuffer content) {
        static Field of(int number, long value) {
            return new Field(number, VARINT, value, ByteBuffer.allocate(0));
        }

        static Field of(int number, byte[] content) {
            return new Field(number, BYTES, 0, ByteBuffer.wrap(content));
        }

        static Field of(int number, String text) {
            return of(number, text.getBytes(StandardCharsets.UTF_8));
        }

        static Field of(int number, WireMessage message) {
            return of(number, message.bytes());
        }

        String text() {
            return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
        }

        WireMessage message() {
            return parse(content);
        }
    }

    static WireMessage of(Field... fields) {
        return new WireMessage(List.of(fields));
    }

    static WireMessage parse(ByteBuffer bytes) {
        var in = bytes.duplicate();
        var fields = new ArrayList<Field>();
        while (in.hasRemaining()) {
            long key = varint(in);
            int number = (int) (key >>> 3);
            int type = (int) key & 7;
            long value = type == VARINT ? varint(in) : 0;
            int length = switch (type) {
                case VARINT -> 0;
                case FIXED64 -> Long.BYTES;
                case BYTES -> Math.toIntExact(varint(in));
                case FIXED32 -> Integer.BYTES;
                default -> throw new IllegalArgumentException("wire type " + type + " is none of ONNX");
            };
            fields.add(new Field(number, type, value, in.slice(in.position(), length)));
            in.position(in.position() + length);
        }
        return new WireMessage(fields);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) return value;
        }
    }

    /// Those with a number.
    List<Field> all(int number) {
        return fields.stream().filter(field -> field.number == number).toList();
    }

    /// The text of the only field with a number.
    String text(int number) {
        return all(number).getFirst().text();
    }

    byte[] bytes() {
        var out = new ByteArrayOutputStream();
        for (var field : fields) {
            put(out, ((long) field.number << 3) | field.wireType);
            if (field.wireType == VARINT) put(out, field.value);
            if (field.wireType == BYTES) put(out, field.content.remaining());
            var content = new byte[field.content.remaining()];
            field.content.duplicate().get(content);
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
