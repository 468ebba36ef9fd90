// SPDX-License-Identifier: Apache-2.0
package dev.triad.hub.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Checkpoints around a pickle of a test's own, in both layouts.
final class CheckpointWriter {
    private final byte[] pickle;
    private final Map<String, byte[]> storages = new LinkedHashMap<>();
    private final Map<String, byte[]> others = new LinkedHashMap<>();

    CheckpointWriter(byte[] pickle) {
        this.pickle = pickle;
    }

    CheckpointWriter storage(String key, byte[] bytes) {
        storages.put(key, bytes);
        return this;
    }

    /// Another file of the archive's folder.
    CheckpointWriter file(String name, String content) {
        others.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    byte[] zip(int method) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            add(zip, method, "it/data.pkl", pickle);
            for (var file : others.entrySet()) {
                add(zip, method, "it/" + file.getKey(), file.getValue());
            }
            for (var storage : storages.entrySet()) {
                add(zip, method, "it/data/" + storage.getKey(), storage.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, int method, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        var crc = new CRC32();
        crc.update(content);
        entry.setMethod(method);
        entry.setCrc(crc.getValue());
        entry.setSize(content.length);
        if (method == ZipEntry.STORED) {
            entry.setCompressedSize(content.length);
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    byte[] stored() {
        return zip(ZipEntry.STORED);
    }

    /// @param elementBytes the length of an element, which the layout counts in
    byte[] legacy(int elementBytes) {
        return legacy(elementBytes, true);
    }

    byte[] legacy(int elementBytes, boolean littleEndian) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(PickleWriter.protocol2()
                .op(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .stop());
        out.writeBytes(PickleWriter.protocol2().op('M', 0xe9, 3).stop());
        out.writeBytes(PickleWriter.protocol2()
                .op('}')
                .text("little_endian")
                .op(littleEndian ? 0x88 : 0x89)
                .op('s')
                .stop());
        out.writeBytes(pickle);
        var keys = PickleWriter.protocol2().op(']').op('(');
        storages.keySet().forEach(keys::text);
        out.writeBytes(keys.op('e').stop());
        for (var storage : storages.values()) {
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(storage.length / elementBytes)
                    .array());
            out.writeBytes(storage);
        }
        return out.toByteArray();
    }
}
