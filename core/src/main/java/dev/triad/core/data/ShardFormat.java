// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// How a token shard lies on disk, all little-endian. It is written from front to back without seeking, so what is
/// counted stands at the end, and a file cut short has no end:
///
/// | bytes | what |
/// | --- | --- |
/// | 8 | `TRIADTOK` |
/// | 4, 4 | version 1; bytes per token: 2 for vocabularies of up to 65,536 tokens, else 4 |
/// | tokens × 2 or 4 | token ids of all examples, one after the other, special tokens included, padding not |
/// | examples × 8 | for each example, the index of the token behind its last one |
/// | examples × 4 | for each example, the number of its tokens that belong to the first segment |
/// | documents × 8 | for each document, the index of the example behind its last one |
/// | blocks × 4 | CRC-32C of each 1 MiB of all the bytes before this table |
/// | 8, 8, 8 | numbers of tokens, examples, documents |
/// | 4, 4 | tokens of the longest example; vocabulary size |
/// | 4 | CRC-32C of the table of blocks |
/// | 4 | CRC-32C of the first 16 bytes and the 36 before this one |
/// | 8 | `TRIADTOK` |
///
/// Each table starts at a multiple of 8; the gaps are zero.
final class ShardFormat {
    static final long MAGIC = magic("TRIADTOK");
    static final int VERSION = 1;
    static final int HEADER_BYTES = 16;
    static final int FOOTER_BYTES = 48;
    static final int CHECKSUM_BLOCK = 1 << 20;

    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ShardFormat() {}

    /// Bytes that one token id takes.
    static int tokenBytes(int vocabularySize) {
        return vocabularySize <= 1 << 16 ? 2 : 4;
    }

    /// Where the tables of a shard start.
    record Layout(long ends, long firstLengths, long documentEnds, long checksums, long footer) {
        static Layout of(int tokenBytes, long tokens, long examples, long documents) {
            long ends = align(HEADER_BYTES + tokens * tokenBytes);
            long firstLengths = ends + examples * Long.BYTES;
            long documentEnds = align(firstLengths + examples * Integer.BYTES);
            long checksums = documentEnds + documents * Long.BYTES;
            long blocks = Math.ceilDiv(checksums, CHECKSUM_BLOCK);
            return new Layout(ends, firstLengths, documentEnds, checksums, align(checksums + blocks * Integer.BYTES));
        }

        long fileLength() {
            return footer + FOOTER_BYTES;
        }
    }

    static long align(long offset) {
        return (offset + 7) & -8L;
    }

    static int crc(byte[]... parts) {
        var crc = new CRC32C();
        for (byte[] part : parts) {
            crc.update(part, 0, part.length);
        }
        return (int) crc.getValue();
    }

    private static long magic(String letters) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | letters.charAt(i);
        }
        return value;
    }
}
