// SPDX-License-Identifier: Apache-2.0

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.table.BytewiseComparator;
import org.iq80.leveldb.table.TableBuilder;
import org.iq80.leveldb.util.Slices;

/// Writes `model.ckpt.index` and its two data files with the libraries of others: the table by LevelDB's Java port,
/// the messages by Google's protocol buffers. What a tensor holds follows from its number, as the test knows.
///
/// java -cp leveldb-0.12.jar:leveldb-api-0.12.jar:guava-33.4.0-jre.jar:protobuf-java-4.29.3.jar MakeBundle.java
final class MakeBundle {
    private static final FileDescriptor PROTO = proto();
    private static final int SHARDS = 2;

    private final TreeMap<String, byte[]> entries = new TreeMap<>();
    private final ByteArrayOutputStream[] shards = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};

    public static void main(String[] arguments) throws Exception {
        new MakeBundle().write();
    }

    private void write() throws Exception {
        for (int i = 0; i < 40; i++) {
            var values = ByteBuffer.allocate(6 * 4).order(ByteOrder.LITTLE_ENDIAN);
            for (int j = 0; j < 6; j++) {
                values.putFloat(i + j / 8f);
            }
            add("electra/encoder/layer_" + i + "/output/dense/kernel", 1, i % SHARDS, values.array(), 2, 3);
            add("electra/encoder/layer_" + i + "/output/dense/kernel/adam_m", 1, i % SHARDS, values.array(), 3, 2);
        }
        add("global_step", 9, 0, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1_000_000).array());
        add("half", 19, 1, new byte[] {0, 0x38}, 1);
        add("brain", 14, 1, new byte[] {0x60, 0x40}, 1, 1);
        add("truth", 10, 1, new byte[] {1, 0, 1}, 3);
        add("empty", 1, 0, new byte[0], 0, 5);
        add("_CHECKPOINTABLE_OBJECT_GRAPH", 7, 0, new byte[] {1, 2, 3, 4, 5, 6, 7});

        for (int i = 0; i < SHARDS; i++) {
            Files.write(Path.of("model.ckpt.data-%05d-of-%05d".formatted(i, SHARDS)), shards[i].toByteArray());
        }
        var version = message("VersionDef");
        set(version, "producer", 1);
        var header = message("BundleHeaderProto");
        set(header, "num_shards", SHARDS);
        set(header, "version", version.build());

        var options = new Options().blockSize(512).compressionType(CompressionType.NONE);
        try (var file = FileChannel.open(
                Path.of("model.ckpt.index"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            var table = new TableBuilder(options, file, new BytewiseComparator());
            table.add(Slices.copiedBuffer("", java.nio.charset.StandardCharsets.UTF_8), Slices.wrappedBuffer(header.build().toByteArray()));
            for (var entry : entries.entrySet()) {
                table.add(
                        Slices.copiedBuffer(entry.getKey(), java.nio.charset.StandardCharsets.UTF_8),
                        Slices.wrappedBuffer(entry.getValue()));
            }
            table.finish();
        }
    }

    private void add(String name, int type, int shard, byte[] bytes, long... dimensions) {
        var shape = message("TensorShapeProto");
        for (long dimension : dimensions) {
            var dim = message("Dim");
            set(dim, "size", dimension);
            shape.addRepeatedField(PROTO.findMessageTypeByName("TensorShapeProto").findFieldByName("dim"), dim.build());
        }
        var crc = new CRC32C();
        crc.update(bytes);
        long value = crc.getValue();
        var entry = message("BundleEntryProto");
        set(entry, "dtype", type);
        set(entry, "shape", shape.build());
        set(entry, "shard_id", shard);
        set(entry, "offset", (long) shards[shard].size());
        set(entry, "size", (long) bytes.length);
        set(entry, "crc32c", (int) (((value >>> 15) | (value << 17)) + 0xa282ead8L));
        shards[shard].writeBytes(bytes);
        entries.put(name, entry.build().toByteArray());
    }

    private static DynamicMessage.Builder message(String type) {
        return DynamicMessage.newBuilder(PROTO.findMessageTypeByName(type));
    }

    private static void set(DynamicMessage.Builder message, String field, Object value) {
        message.setField(message.getDescriptorForType().findFieldByName(field), value);
    }

    /// The parts of TensorFlow's descriptions that are of use here.
    private static FileDescriptor proto() {
        try {
            var file = FileDescriptorProto.newBuilder().setName("bundle.proto").setSyntax("proto3");
            file.addMessageType(DescriptorProto.newBuilder()
                    .setName("Dim")
                    .addField(field("size", 1, Type.TYPE_INT64)));
            file.addMessageType(DescriptorProto.newBuilder()
                    .setName("TensorShapeProto")
                    .addField(field("dim", 2, Type.TYPE_MESSAGE).setTypeName("Dim").setLabel(Label.LABEL_REPEATED)));
            file.addMessageType(DescriptorProto.newBuilder()
                    .setName("VersionDef")
                    .addField(field("producer", 1, Type.TYPE_INT32)));
            file.addMessageType(DescriptorProto.newBuilder()
                    .setName("BundleHeaderProto")
                    .addField(field("num_shards", 1, Type.TYPE_INT32))
                    .addField(field("endianness", 2, Type.TYPE_INT32))
                    .addField(field("version", 3, Type.TYPE_MESSAGE).setTypeName("VersionDef")));
            file.addMessageType(DescriptorProto.newBuilder()
                    .setName("BundleEntryProto")
                    .addField(field("dtype", 1, Type.TYPE_INT32))
                    .addField(field("shape", 2, Type.TYPE_MESSAGE).setTypeName("TensorShapeProto"))
                    .addField(field("shard_id", 3, Type.TYPE_INT32))
                    .addField(field("offset", 4, Type.TYPE_INT64))
                    .addField(field("size", 5, Type.TYPE_INT64))
                    .addField(field("crc32c", 6, Type.TYPE_FIXED32)));
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static FieldDescriptorProto.Builder field(String name, int number, Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }
}
