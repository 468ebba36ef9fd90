// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.file.JsonFields;
import dev.triad.corpus.audio.ffmpeg.SeekPoints;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/// One file of songs, mapped into memory: what is not read costs nothing. Opening checks that the file is whole;
/// safe to share between threads until it is closed.
final class AudioShard implements AutoCloseable {
    private final Path file;
    private final Arena arena;
    private final MemorySegment bytes;
    private final int sampleBytes;
    private final int channels;
    private final long request;
    private final List<IngestedSong> songs;
    private final List<SkippedSong> skipped;

    private AudioShard(Path file, Arena arena, MemorySegment bytes) throws IOException {
        this.file = file;
        this.arena = arena;
        this.bytes = bytes;
        long length = bytes.byteSize();
        if (length < ShardFormat.HEADER_BYTES + ShardFormat.FOOTER_BYTES
                || bytes.get(ShardFormat.LONG, 0) != ShardFormat.MAGIC) {
            throw damaged("is not an audio shard");
        }
        if (bytes.get(ShardFormat.INT, 8) != ShardFormat.VERSION) {
            throw damaged("has version %d of the shard format, and this Triad reads version %d"
                    .formatted(bytes.get(ShardFormat.INT, 8), ShardFormat.VERSION));
        }
        long footer = length - ShardFormat.FOOTER_BYTES;
        byte[] covered = new byte[ShardFormat.HEADER_BYTES + 20];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, covered, 0, ShardFormat.HEADER_BYTES);
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, footer, covered, ShardFormat.HEADER_BYTES, 20);
        if (bytes.get(ShardFormat.LONG, footer + 24) != ShardFormat.MAGIC
                || bytes.get(ShardFormat.INT, footer + 20) != ShardWriter.crc(covered, covered.length)) {
            throw damaged("is cut short or damaged: its last %d bytes are not a shard's end"
                    .formatted(ShardFormat.FOOTER_BYTES));
        }
        sampleBytes = bytes.get(ShardFormat.INT, 12);
        channels = bytes.get(ShardFormat.INT, 20);
        request = bytes.get(ShardFormat.LONG, 24);
        long at = bytes.get(ShardFormat.LONG, footer);
        long size = bytes.get(ShardFormat.LONG, footer + 8);
        if (at < ShardFormat.HEADER_BYTES || size < 0 || size > Integer.MAX_VALUE || at + size != footer) {
            throw damaged("is damaged: its list of songs is not where it should be");
        }
        byte[] json = bytes.asSlice(at, size).toArray(ValueLayout.JAVA_BYTE);
        if (bytes.get(ShardFormat.INT, footer + 16) != ShardWriter.crc(json, json.length)) {
            throw damaged("is damaged: the checksum of its list of songs differs");
        }
        try {
            var fields = JsonFields.parse(json);
            songs = fields.list("songs", IngestedSong::of);
            skipped = fields.list("skipped", song -> {
                var parsed = new SkippedSong(song.string("id"), song.string("reason"));
                song.end();
                return parsed;
            });
            fields.end();
        } catch (IOException e) {
            throw damaged("has a list of songs that " + e.getMessage());
        }
        for (var song : songs) {
            long end = sampleBytes == 0
                    ? song.seek().first() + (long) song.seek().longs() * Long.BYTES
                    : ShardFormat.HEADER_BYTES + (song.start() + song.frames()) * channels * sampleBytes;
            if (end < 0 || end > at) {
                throw damaged("is damaged: the song " + song.id() + " would lie behind its samples");
            }
        }
    }

    /// Maps `file`.
    ///
    /// @throws IOException with the path and what is wrong, if the file is not a whole shard
    @SuppressWarnings("MustBeClosedChecker") // the shard owns the arena and closes it
    static AudioShard open(Path file) throws IOException {
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new AudioShard(file, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    Path file() {
        return file;
    }

    /// What the shard was asked to be.
    long request() {
        return request;
    }

    List<IngestedSong> songs() {
        return songs;
    }

    List<SkippedSong> skipped() {
        return skipped;
    }

    /// Copies `count` frames of a song, which it must have, to the beginning of one array per channel.
    void read(IngestedSong song, long start, float[][] into, int count) {
        int stride = channels * sampleBytes;
        long first = ShardFormat.HEADER_BYTES + (song.start() + start) * stride;
        for (int channel = 0; channel < channels; channel++) {
            float[] samples = into[channel];
            long at = first + (long) channel * sampleBytes;
            if (sampleBytes == Short.BYTES) {
                for (int i = 0; i < count; i++) {
                    samples[i] = bytes.get(ShardFormat.SHORT, at + (long) i * stride) * 0x1p-15f;
                }
            } else {
                for (int i = 0; i < count; i++) {
                    samples[i] = bytes.get(ShardFormat.FLOAT, at + (long) i * stride);
                }
            }
        }
    }

    /// Where decoding of a song may begin.
    SeekPoints seekPoints(IngestedSong song) {
        var seek = song.seek();
        long[] encoded = new long[seek.longs()];
        MemorySegment.copy(bytes, ShardFormat.LONG, seek.first(), encoded, 0, encoded.length);
        return SeekPoints.of(seek.rate(), seek.length(), encoded);
    }

    /// Reads every sample of a song.
    ///
    /// @throws IOException if they are not those that were written
    void verify(IngestedSong song) throws IOException {
        var crc = new CRC32C();
        long first = ShardFormat.HEADER_BYTES + song.start() * channels * sampleBytes;
        long length = song.frames() * channels * sampleBytes;
        for (long done = 0; done < length; ) {
            long count = Math.min(1 << 24, length - done);
            crc.update(bytes.asSlice(first + done, count).asByteBuffer());
            done += count;
        }
        if ((int) crc.getValue() != song.checksum()) {
            throw damaged("is damaged: the samples of %s, from byte %d to %d, are not those that were written"
                    .formatted(song.id(), first, first + length));
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    private IOException damaged(String what) {
        return new IOException(file + ": " + what);
    }
}
