// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.codes;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One file of coded songs, mapped into memory. Opening checks that the file is whole and its table right;
/// [#verify] also reads every code. Safe to share between threads until it is closed.
public final class CodeShard implements AutoCloseable {
    private final Path file;
    private final CodeLevels levels;
    private final Arena arena;
    private final MemorySegment bytes;
    private final List<SongJson> songs = new ArrayList<>();

    private CodeShard(Path file, CodeLevels levels, Arena arena, MemorySegment bytes) throws IOException {
        this.file = file;
        this.levels = levels;
        this.arena = arena;
        this.bytes = bytes;
        long length = bytes.byteSize();
        if (length < CodeFormat.HEADER_BYTES + CodeFormat.FOOTER_BYTES
                || bytes.get(CodeFormat.LONG, 0) != CodeFormat.MAGIC) {
            throw new IOException(file + ": is no shard of codes");
        }
        if (bytes.get(CodeFormat.LONG, length - Long.BYTES) != CodeFormat.MAGIC) {
            throw new IOException(file + ": ends early, at byte " + length + "; encode the songs again");
        }
        long footer = length - CodeFormat.FOOTER_BYTES;
        byte[] checked = new byte[CodeFormat.HEADER_BYTES + 20];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, checked, 0, CodeFormat.HEADER_BYTES);
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, footer, checked, CodeFormat.HEADER_BYTES, 20);
        if (CodeShardWriter.crc(checked, checked.length) != bytes.get(CodeFormat.INT, footer + 20)) {
            throw new IOException(file + ": the header or the last " + CodeFormat.FOOTER_BYTES + " bytes are damaged");
        }
        int version = bytes.get(CodeFormat.INT, 8);
        if (version != CodeFormat.VERSION || bytes.get(CodeFormat.INT, 12) != levels.bytes()) {
            throw new IOException("%s: has version %d and %d bytes per code, not version %d and %d"
                    .formatted(file, version, bytes.get(CodeFormat.INT, 12), CodeFormat.VERSION, levels.bytes()));
        }
        readTable(bytes.get(CodeFormat.LONG, footer), footer, bytes.get(CodeFormat.LONG, footer + 8));
    }

    private void readTable(long start, long end, long count) throws IOException {
        if (start < CodeFormat.HEADER_BYTES || start > end || end - start > Integer.MAX_VALUE - 8) {
            throw new IOException(file + ": its table of songs cannot start at byte " + start);
        }
        byte[] table = bytes.asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE);
        if (CodeShardWriter.crc(table, table.length) != bytes.get(CodeFormat.INT, end + 16)) {
            throw new IOException(file + ": the table of songs is damaged, at byte " + start + " and after");
        }
        for (int from = 0; from < table.length; ) {
            int to = from;
            while (to < table.length && table[to] != '\n') to++;
            SongJson song;
            try {
                song = SongJson.parse(Arrays.copyOfRange(table, from, to));
            } catch (IOException e) {
                throw new IOException("%s: song %d: %s".formatted(file, songs.size(), e.getMessage()), e);
            }
            long codes = length(song) / levels.bytes();
            if (song.offset() < CodeFormat.HEADER_BYTES || codes > (start - song.offset()) / levels.bytes()) {
                throw new IOException("%s: the codes of %s would leave the file"
                        .formatted(file, song.song().song().id()));
            }
            songs.add(song);
            from = to + 1;
        }
        if (songs.size() != count) {
            throw new IOException("%s: has %d songs, not the %d it names".formatted(file, songs.size(), count));
        }
    }

    /// Maps a shard.
    ///
    /// @param levels what its codes mean, from the manifest
    /// @throws IOException that names the file and what is wrong with it
    @SuppressWarnings("MustBeClosedChecker") // the shard owns the arena and closes it
    public static CodeShard open(Path file, CodeLevels levels) throws IOException {
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new CodeShard(file, levels, arena, bytes);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// The songs in the order they were written.
    public List<CodedSong> songs() {
        return songs.stream().map(SongJson::song).toList();
    }

    /// Copies codes of a song.
    ///
    /// @param song its place in [#songs]
    /// @param first the first code
    /// @param into filled wholly
    /// @throws IndexOutOfBoundsException for codes the song does not have
    public void read(int song, int level, long first, int[] into) {
        var its = songs.get(song);
        long frames = its.song().song().frames();
        long count = levels.codes(level, frames);
        if (first < 0 || first > count - into.length) {
            throw new IndexOutOfBoundsException("codes %d to %d of %d of level %d of %s"
                    .formatted(
                            first,
                            first + into.length,
                            count,
                            level,
                            its.song().song().id()));
        }
        long at = its.offset();
        for (int below = 0; below < level; below++) at += levels.codes(below, frames) * levels.bytes();
        at += first * levels.bytes();
        for (int i = 0; i < into.length; i++, at += levels.bytes()) {
            into[i] = levels.bytes() == Short.BYTES
                    ? Short.toUnsignedInt(bytes.get(CodeFormat.SHORT, at))
                    : bytes.get(CodeFormat.INT, at);
        }
    }

    /// All codes of a level of a song.
    public int[] codes(int song, int level) {
        long count = levels.codes(level, songs.get(song).song().song().frames());
        var codes = new int[Math.toIntExact(count)];
        read(song, level, 0, codes);
        return codes;
    }

    /// Reads every code.
    ///
    /// @throws IOException that names the first song whose codes are damaged
    public void verify() throws IOException {
        for (var song : songs) {
            byte[] codes = bytes.asSlice(song.offset(), length(song)).toArray(ValueLayout.JAVA_BYTE);
            if (CodeShardWriter.crc(codes, codes.length) != song.crc()) {
                throw new IOException("%s: the codes of %s are damaged, at byte %d and after"
                        .formatted(file, song.song().song().id(), song.offset()));
            }
        }
    }

    private long length(SongJson song) {
        long codes = 0;
        for (int level = 0; level < levels.count(); level++) {
            codes += levels.codes(level, song.song().song().frames());
        }
        return codes * levels.bytes();
    }

    @Override
    public void close() {
        arena.close();
    }
}
