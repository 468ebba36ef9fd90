// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// Writes one token shard front to back. The file appears under its name in [#finish] and not before; closed
/// unfinished, it is gone. Memory: 12 bytes per example and 8 per document.
public final class TokenShardWriter implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final int vocabularySize;
    private final AtomicFile out;
    private final MessageDigest sha256 = Sha256.digest();
    private final CRC32C blockCrc = new CRC32C();
    private int blockFill;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] header = new byte[ShardFormat.HEADER_BYTES];

    private long tokens;
    private int longest;
    private long[] ends = new long[1 << 10];
    private int[] firstLengths = new int[1 << 10];
    private int examples;
    private long[] documentEnds = new long[1 << 8];
    private int documents;
    private int[] checksums = new int[1 << 6];
    private int blocks;

    private TokenShardWriter(Path file, int vocabularySize, AtomicFile out) {
        this.file = file;
        this.vocabularySize = vocabularySize;
        this.out = out;
    }

    /// Starts the shard `file`.
    public static TokenShardWriter create(Path file, int vocabularySize, Storage storage) throws IOException {
        var writer = new TokenShardWriter(file, vocabularySize, AtomicFile.create(file, storage));
        ByteBuffer.wrap(writer.header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(ShardFormat.MAGIC)
                .putInt(ShardFormat.VERSION)
                .putInt(ShardFormat.tokenBytes(vocabularySize));
        try {
            writer.body(writer.header, writer.header.length);
        } catch (IOException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    /// Appends the examples and documents of `block`, which must not end within a document.
    public void append(TokenBlock block) throws IOException {
        if (block.vocabularySize() != vocabularySize) {
            throw new IllegalArgumentException("a block for a vocabulary of %d does not fit %s, which has %d"
                    .formatted(block.vocabularySize(), file, vocabularySize));
        }
        int count = block.examples();
        if (count > (block.documents() == 0 ? 0 : block.documentEnd(block.documents() - 1))) {
            throw new IllegalArgumentException("the block's last document is not ended");
        }
        body(block.tokenBytes(), block.tokenByteLength());
        if (examples + count > ends.length) {
            int capacity = Math.max(Math.addExact(examples, count), examples + (examples >> 1));
            ends = Arrays.copyOf(ends, capacity);
            firstLengths = Arrays.copyOf(firstLengths, capacity);
        }
        if (documents + block.documents() > documentEnds.length) {
            documentEnds = Arrays.copyOf(
                    documentEnds, Math.max(Math.addExact(documents, block.documents()), documents + (documents >> 1)));
        }
        for (int i = 0; i < block.documents(); i++) {
            documentEnds[documents++] = (long) examples + block.documentEnd(i);
        }
        for (int i = 0; i < count; i++) {
            tokens += block.length(i);
            longest = Math.max(longest, block.length(i));
            ends[examples] = tokens;
            firstLengths[examples++] = block.firstLength(i);
        }
    }

    /// Tokens written so far.
    public long tokens() {
        return tokens;
    }

    /// Writes what follows the tokens, makes the file durable and gives it its name.
    ///
    /// @return what a manifest says about it
    public TokenManifest.Shard finish() throws IOException {
        align();
        for (int i = 0; i < examples; i++) {
            room(Long.BYTES).putLong(ends[i]);
        }
        for (int i = 0; i < examples; i++) {
            room(Integer.BYTES).putInt(firstLengths[i]);
        }
        align();
        for (int i = 0; i < documents; i++) {
            room(Long.BYTES).putLong(documentEnds[i]);
        }
        drain();
        if (blockFill > 0) {
            endBlock();
        }
        byte[] table = new byte[blocks * Integer.BYTES];
        ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(checksums, 0, blocks);
        write(table, table.length);
        int gap = gap();
        write(new byte[gap], gap);
        write(footer(ShardFormat.crc(table)), ShardFormat.FOOTER_BYTES);
        long length = out.length();
        out.commit();
        return new TokenManifest.Shard(
                file.getFileName().toString(),
                length,
                HexFormat.of().formatHex(sha256.digest()),
                documents,
                examples,
                tokens);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private byte[] footer(int tableCrc) {
        byte[] footer = new byte[ShardFormat.FOOTER_BYTES];
        var bytes = ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(tokens).putLong(examples).putLong(documents);
        bytes.putInt(longest).putInt(vocabularySize).putInt(tableCrc);
        bytes.putInt(ShardFormat.crc(header, Arrays.copyOf(footer, bytes.position())));
        bytes.putLong(ShardFormat.MAGIC);
        return footer;
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            drain();
        }
        return buffer;
    }

    private void drain() throws IOException {
        int length = buffer.position();
        buffer.clear();
        body(buffer.array(), length);
    }

    private void align() throws IOException {
        drain();
        int gap = gap();
        body(new byte[gap], gap);
    }

    private int gap() {
        return (int) (ShardFormat.align(out.length()) - out.length());
    }

    /// Writes bytes that the table of blocks covers.
    private void body(byte[] bytes, int length) throws IOException {
        for (int at = 0; at < length; ) {
            int count = Math.min(length - at, ShardFormat.CHECKSUM_BLOCK - blockFill);
            blockCrc.update(bytes, at, count);
            blockFill += count;
            at += count;
            if (blockFill == ShardFormat.CHECKSUM_BLOCK) {
                endBlock();
            }
        }
        write(bytes, length);
    }

    private void endBlock() {
        if (blocks == checksums.length) {
            checksums = Arrays.copyOf(checksums, blocks * 2);
        }
        checksums[blocks++] = (int) blockCrc.getValue();
        blockCrc.reset();
        blockFill = 0;
    }

    private void write(byte[] bytes, int length) throws IOException {
        sha256.update(bytes, 0, length);
        out.write(ByteBuffer.wrap(bytes, 0, length));
    }
}
