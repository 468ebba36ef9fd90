// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Just enough of a Parquet writer: a required number column `id` and an optional text column, one plainly encoded page
/// per column and row group.
final class ParquetFixture {
    enum Codec {
        NONE,
        GZIP,
        ZSTD
    }

    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int INT64_COLUMN = 2;
    private static final int BYTE_ARRAY_COLUMN = 6;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final String textColumn;
    private final Codec codec;

    private ParquetFixture(String textColumn, Codec codec) {
        this.textColumn = textColumn;
        this.codec = codec;
    }

    /// The file's bytes.
    ///
    /// @param rowGroups the texts, null where there is none
    static byte[] write(String textColumn, Codec codec, List<? extends List<byte @Nullable []>> rowGroups)
            throws IOException {
        return new ParquetFixture(textColumn, codec).write(rowGroups);
    }

    private byte[] write(List<? extends List<byte @Nullable []>> rowGroups) throws IOException {
        file.write("PAR1".getBytes(StandardCharsets.US_ASCII));
        var groups = new Thrift();
        long rows = 0;
        for (var texts : rowGroups) {
            groups.raw(rowGroup(texts, rows));
            rows += texts.size();
        }
        var metadata = new Thrift()
                .i32(1, 1)
                .list(2, STRUCT, 3, schema())
                .i64(3, rows)
                .list(4, STRUCT, rowGroups.size(), groups.bytes())
                .end();
        file.write(metadata);
        file.write(littleEndian(metadata.length));
        file.write("PAR1".getBytes(StandardCharsets.US_ASCII));
        return file.toByteArray();
    }

    private byte[] schema() {
        return new Thrift()
                .raw(new Thrift().binary(4, "schema").i32(5, 2).end())
                .raw(new Thrift().i32(1, INT64_COLUMN).i32(3, 0).binary(4, "id").end())
                .raw(new Thrift()
                        .i32(1, BYTE_ARRAY_COLUMN)
                        .i32(3, 1)
                        .binary(4, textColumn)
                        .i32(6, 0)
                        .end())
                .bytes();
    }

    private byte[] rowGroup(List<byte @Nullable []> texts, long firstRow) throws IOException {
        var ids = new ByteArrayOutputStream();
        var levels = new ByteArrayOutputStream();
        var values = new ByteArrayOutputStream();
        for (int i = 0; i < texts.size(); i++) {
            ids.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(firstRow + i)
                    .array());
            byte[] text = texts.get(i);
            levels.write(2); // a run of one
            levels.write(text == null ? 0 : 1);
            if (text != null) {
                values.write(littleEndian(text.length));
                values.write(text);
            }
        }
        var page = new ByteArrayOutputStream();
        page.write(littleEndian(levels.size()));
        levels.writeTo(page);
        values.writeTo(page);
        int count = texts.size();
        byte[] columns = new Thrift()
                .raw(column("id", INT64_COLUMN, count, ids.toByteArray()))
                .raw(column(textColumn, BYTE_ARRAY_COLUMN, count, page.toByteArray()))
                .bytes();
        return new Thrift()
                .list(1, STRUCT, 2, columns)
                .i64(2, ids.size() + page.size())
                .i64(3, count)
                .end();
    }

    private byte[] column(String name, int type, int count, byte[] page) throws IOException {
        long offset = file.size();
        byte[] packed = switch (codec) {
            case NONE -> page;
            case GZIP -> Fixtures.gzip(page);
            case ZSTD -> Zstd.compress(page);
        };
        file.write(new Thrift()
                .i32(1, 0)
                .i32(2, page.length)
                .i32(3, packed.length)
                .struct(
                        5,
                        new Thrift().i32(1, count).i32(2, 0).i32(3, 3).i32(4, 3).end())
                .end());
        file.write(packed);
        int codecId = switch (codec) {
            case NONE -> 0;
            case GZIP -> 2;
            case ZSTD -> 6;
        };
        byte[] metadata = new Thrift()
                .i32(1, type)
                .list(2, I32, 2, new Thrift().zigzag(0).zigzag(3).bytes())
                .list(3, BINARY, 1, new Thrift().string(name).bytes())
                .i32(4, codecId)
                .i64(5, count)
                .i64(6, page.length)
                .i64(7, file.size() - offset)
                .i64(9, offset)
                .end();
        return new Thrift().i64(2, offset).struct(3, metadata).end();
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    /// Thrift's compact protocol: fields of one struct in rising order.
    private static final class Thrift {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int lastField;

        Thrift i32(int field, int value) {
            return header(field, I32).zigzag(value);
        }

        Thrift i64(int field, long value) {
            return header(field, I64).zigzag(value);
        }

        Thrift binary(int field, String value) {
            return header(field, BINARY).string(value);
        }

        Thrift struct(int field, byte[] ended) {
            return header(field, STRUCT).raw(ended);
        }

        Thrift list(int field, int elementType, int size, byte[] elements) {
            header(field, LIST);
            if (size < 15) {
                out.write((size << 4) | elementType);
            } else {
                out.write(0xF0 | elementType);
                varint(size);
            }
            return raw(elements);
        }

        Thrift string(String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            varint(bytes.length);
            return raw(bytes);
        }

        Thrift zigzag(long value) {
            varint((value << 1) ^ (value >> 63));
            return this;
        }

        Thrift raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        byte[] end() {
            out.write(0);
            return bytes();
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private Thrift header(int field, int type) {
            out.write(((field - lastField) << 4) | type);
            lastField = field;
            return this;
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7FL) != 0) {
                out.write((int) ((left & 0x7F) | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
        }
    }
}
