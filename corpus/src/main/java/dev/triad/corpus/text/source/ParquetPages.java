// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import dev.hardwood.metadata.ColumnMetaData;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Walks the page headers of a column before its pages are decoded, and refuses a file whose pages do not fill their
/// column chunk exactly. Nothing else does: the Parquet library trusts the sizes in the headers, and hardwood 1.0.0
/// searches for ever for bytes that a damaged size promises.
final class ParquetPages {
    /// A page unpacks to more than this only when its header is damaged, or its writer careless.
    private static final int LARGEST_PAGE = 1 << 28;

    private static final int LONGEST_HEADER = 1 << 20;
    private static final int USUAL_HEADER = 1 << 10;

    private final FileChannel file;

    ParquetPages(FileChannel file) {
        this.file = file;
    }

    /// @throws IOException that names the byte at which the damage shows
    void check(ColumnMetaData column) throws IOException {
        Long dictionary = column.dictionaryPageOffset();
        long start = dictionary != null && dictionary > 0
                ? Math.min(dictionary, column.dataPageOffset())
                : column.dataPageOffset();
        long end = start + column.totalCompressedSize();
        if (start < 4 || end < start || end > file.size()) {
            throw new IOException("a column lies outside the file, from byte %d to %d".formatted(start, end));
        }
        for (long at = start; at < end; ) {
            var header = header(at);
            long next = at + header.length() + header.packed();
            if (header.packed() < 0 || header.unpacked() < 0 || header.unpacked() > LARGEST_PAGE || next > end) {
                throw damaged(at);
            }
            at = next;
        }
    }

    private record Header(int length, int packed, int unpacked) {}

    private Header header(long at) throws IOException {
        for (int size = USUAL_HEADER; ; size = LONGEST_HEADER) {
            var bytes = ByteBuffer.allocate((int) Math.min(size, file.size() - at));
            for (int got = 0; got >= 0 && bytes.hasRemaining(); ) {
                got = file.read(bytes, at + bytes.position());
            }
            bytes.flip();
            try {
                return header(bytes);
            } catch (BufferUnderflowException e) {
                if (size == LONGEST_HEADER) {
                    throw damaged(at);
                }
            } catch (IllegalArgumentException e) {
                throw damaged(at);
            }
        }
    }

    /// A page header: a struct in Thrift's compact protocol whose field 2 is the unpacked size and field 3 the packed.
    private static Header header(ByteBuffer bytes) {
        int unpacked = -1;
        int packed = -1;
        int field = 0;
        for (int tag; (tag = bytes.get() & 0xFF) != 0; ) {
            field = (tag >> 4) == 0 ? (int) zigzag(bytes) : field + (tag >> 4);
            if (field == 2 && (tag & 15) == 5) {
                unpacked = (int) zigzag(bytes);
            } else if (field == 3 && (tag & 15) == 5) {
                packed = (int) zigzag(bytes);
            } else {
                skip(bytes, tag & 15, 0);
            }
        }
        return new Header(bytes.position(), packed, unpacked);
    }

    private static void skip(ByteBuffer bytes, int type, int depth) {
        if (depth > 8) {
            throw new IllegalArgumentException("too deep");
        }
        switch (type) {
            case 1, 2 -> {} // true and false are their tags
            case 3 -> bytes.get();
            case 4, 5, 6 -> varint(bytes);
            case 7 -> bytes.getLong();
            case 8 -> {
                long length = varint(bytes);
                if (length < 0 || length > bytes.remaining()) {
                    throw new BufferUnderflowException();
                }
                bytes.position(bytes.position() + (int) length);
            }
            case 9, 10 -> {
                int tag = bytes.get() & 0xFF;
                long size = tag >> 4 == 15 ? varint(bytes) : tag >> 4;
                for (long i = 0; i < size; i++) {
                    skip(bytes, Math.max(3, tag & 15), depth + 1); // a boolean element takes a byte
                }
            }
            case 12 -> {
                for (int tag; (tag = bytes.get() & 0xFF) != 0; ) {
                    if (tag >> 4 == 0) {
                        varint(bytes);
                    }
                    skip(bytes, tag & 15, depth + 1);
                }
            }
            default -> throw new IllegalArgumentException("no such type");
        }
    }

    private static long zigzag(ByteBuffer bytes) {
        long value = varint(bytes);
        return (value >>> 1) ^ -(value & 1);
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte part = bytes.get();
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("too long");
    }

    private static IOException damaged(long at) {
        return new IOException("the page header at byte %d is damaged".formatted(at));
    }
}
