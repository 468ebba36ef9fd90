// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// Writes one shard of codes front to back. The file appears under its name in [#finish] and not before; closed
/// unfinished, it is gone. Memory: one song's codes and a line of text for each song.
public final class CodeShardWriter implements Closeable {
    private final Path file;
    private final CodeLevels levels;
    private final AtomicFile out;
    private final MessageDigest sha256 = Sha256.digest();
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();
    private final byte[] header = new byte[CodeFormat.HEADER_BYTES];
    private long songs;
    private long frames;

    private CodeShardWriter(Path file, CodeLevels levels, AtomicFile out) {
        this.file = file;
        this.levels = levels;
        this.out = out;
    }

    /// Starts the shard `file`.
    public static CodeShardWriter create(Path file, CodeLevels levels, Storage storage) throws IOException {
        var writer = new CodeShardWriter(file, levels, AtomicFile.create(file, storage));
        little(writer.header)
                .putLong(CodeFormat.MAGIC)
                .putInt(CodeFormat.VERSION)
                .putInt(levels.bytes());
        try {
            writer.write(writer.header);
        } catch (IOException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    /// Appends a song.
    ///
    /// @param codes for each level, from the finest, as many as [CodeLevels#codes] says
    public void append(CodedSong song, int[][] codes) throws IOException {
        if (codes.length != levels.count()) {
            throw new IllegalArgumentException(codes.length + " levels of codes do not fit " + file);
        }
        var crc = new CRC32C();
        long offset = out.length();
        for (int level = 0; level < codes.length; level++) {
            long expected = levels.codes(level, song.song().frames());
            if (codes[level].length != expected) {
                throw new IllegalArgumentException("%s has %d codes of level %d; its %d frames make %d"
                        .formatted(
                                song.song().id(),
                                codes[level].length,
                                level,
                                song.song().frames(),
                                expected));
            }
            byte[] bytes = bytes(codes[level]);
            crc.update(bytes);
            write(bytes);
        }
        table.writeBytes(new SongJson(song, offset, (int) crc.getValue()).line());
        table.write('\n');
        songs++;
        frames += song.song().frames();
    }

    private byte[] bytes(int[] codes) {
        byte[] bytes = new byte[Math.multiplyExact(codes.length, levels.bytes())];
        var buffer = little(bytes);
        for (int code : codes) {
            if (code < 0 || code >= levels.codebookSize()) {
                throw new IllegalArgumentException(
                        "code " + code + " is none of a codebook of " + levels.codebookSize());
            }
            if (levels.bytes() == Short.BYTES) {
                buffer.putShort((short) code);
            } else {
                buffer.putInt(code);
            }
        }
        return bytes;
    }

    /// Bytes written so far.
    public long length() {
        return out.length();
    }

    /// Writes the table of songs, makes the file durable and gives it its name.
    ///
    /// @return what a manifest says about it
    public CodeManifest.Shard finish() throws IOException {
        long start = out.length();
        byte[] lines = table.toByteArray();
        write(lines);
        byte[] footer = new byte[CodeFormat.FOOTER_BYTES];
        var buffer = little(footer);
        buffer.putLong(start).putLong(songs).putInt(crc(lines, lines.length));
        var both = new CRC32C();
        both.update(header);
        both.update(footer, 0, buffer.position());
        buffer.putInt((int) both.getValue()).putLong(CodeFormat.MAGIC);
        write(footer);
        long length = out.length();
        out.commit();
        return new CodeManifest.Shard(
                file.getFileName().toString(), length, HexFormat.of().formatHex(sha256.digest()), songs, frames);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void write(byte[] bytes) throws IOException {
        sha256.update(bytes);
        out.write(ByteBuffer.wrap(bytes));
    }

    static int crc(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
