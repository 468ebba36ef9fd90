// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes tensors as `torch.save` does: `{"model": {name: tensor}, "step": n, "hps": {"sr": rate}}`, in the layout of
/// 2020 and in today's.
final class LegacyPickle {
    private final Map<String, float[]> values;
    private final Map<String, long[]> shapes;
    private final int rate;

    LegacyPickle(Map<String, float[]> values, Map<String, long[]> shapes, int rate) {
        this.values = values;
        this.shapes = shapes;
        this.rate = rate;
    }

    /// magic, protocol, system, object, storage keys, then each storage with its length.
    byte[] legacy() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10});
        out.writeBytes(
                new byte[] {0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19});
        out.write('.');
        out.writeBytes(new byte[] {(byte) 0x80, 2, 'M', (byte) 0xe9, 3, '.'});
        out.writeBytes(new byte[] {(byte) 0x80, 2, '}', '('});
        text(out, "protocol_version");
        out.writeBytes(new byte[] {'M', (byte) 0xe9, 3});
        text(out, "little_endian");
        out.writeBytes(new byte[] {(byte) 0x88, 'u', '.'});
        out.writeBytes(object(true));
        out.writeBytes(new byte[] {(byte) 0x80, 2, ']', '('});
        for (int i = 0; i < values.size(); i++) text(out, Integer.toString(i));
        out.writeBytes(new byte[] {'e', '.'});
        for (float[] storage : values.values()) {
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(storage.length)
                    .array());
            out.writeBytes(bytes(storage));
        }
        return out.toByteArray();
    }

    byte[] zip() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            store(zip, "vqvae/data.pkl", object(false));
            int key = 0;
            for (float[] storage : values.values()) store(zip, "vqvae/data/" + key++, bytes(storage));
            store(zip, "vqvae/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        var crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private byte[] object(boolean legacy) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2, '}', '('});
        text(out, "model");
        out.writeBytes(new byte[] {'}', '('});
        int key = 0;
        for (var tensor : values.entrySet()) {
            text(out, tensor.getKey());
            tensor(out, key++, tensor.getValue().length, shapes.get(tensor.getKey()), legacy);
        }
        out.write('u');
        text(out, "step");
        number(out, 384_618);
        text(out, "hps");
        out.writeBytes(new byte[] {'}', '('});
        text(out, "sr");
        number(out, rate);
        out.writeBytes(new byte[] {'u', 'u', '.'});
        return out.toByteArray();
    }

    private static void tensor(ByteArrayOutputStream out, int key, int count, long[] shape, boolean legacy) {
        global(out, "torch._utils", "_rebuild_tensor_v2");
        out.write('(');
        out.write('(');
        text(out, "storage");
        global(out, "torch", "FloatStorage");
        text(out, Integer.toString(key));
        text(out, "cuda:0");
        number(out, count);
        if (legacy) out.write('N');
        out.write('t');
        out.write('Q');
        number(out, 0);
        out.write('(');
        for (long size : shape) number(out, (int) size);
        out.write('t');
        out.write('(');
        for (int axis = 0; axis < shape.length; axis++) {
            int stride = 1;
            for (int inner = axis + 1; inner < shape.length; inner++) stride *= (int) shape[inner];
            number(out, stride);
        }
        out.write('t');
        out.write(0x89);
        global(out, "collections", "OrderedDict");
        out.writeBytes(new byte[] {')', 'R', 't', 'R'});
    }

    private static void global(ByteArrayOutputStream out, String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .array());
        out.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.write('J');
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array());
    }

    private static byte[] bytes(float[] values) {
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) bytes.putFloat(value);
        return bytes.array();
    }
}
