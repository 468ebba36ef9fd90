// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import dev.triad.core.audio.Levels;
import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Json;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import dev.triad.corpus.audio.ffmpeg.SeekPoints;
import dev.triad.corpus.audio.ffmpeg.Tags;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/// Writes one audio shard front to back. A song is held in memory until it is known whether it is kept, up to 32
/// MB (6 minutes of stereo at 44.1 kHz); longer ones go to the file as they come, and if they turn out to be no
/// use, their samples stay there and belong to nobody.
final class ShardWriter implements Closeable {
    private static final int FIRST_CAPACITY = 1 << 20;
    private static final int LARGEST_CAPACITY = 1 << 25;

    private final Path file;
    private final IngestOptions options;
    private final AtomicFile out;
    private final MessageDigest sha256 = Sha256.digest();
    private final byte[] header = new byte[ShardFormat.HEADER_BYTES];
    private final List<IngestedSong> songs = new ArrayList<>();
    private final List<long[]> seekPoints = new ArrayList<>();
    private final List<SkippedSong> skipped = new ArrayList<>();
    private final CRC32C crc = new CRC32C();

    private ByteBuffer pending = ByteBuffer.allocate(FIRST_CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private long start;
    private long frames;

    private ShardWriter(Path file, IngestOptions options, AtomicFile out) {
        this.file = file;
        this.options = options;
        this.out = out;
    }

    static ShardWriter create(Path file, IngestOptions options, long request, Storage storage) throws IOException {
        var writer = new ShardWriter(file, options, AtomicFile.create(file, storage));
        ByteBuffer.wrap(writer.header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(ShardFormat.MAGIC)
                .putInt(ShardFormat.VERSION)
                .putInt(options.store().bytes())
                .putInt(options.rate())
                .putInt(options.channels())
                .putLong(request);
        try {
            writer.write(writer.header);
        } catch (IOException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    /// Begins a song.
    void begin() {
        pending.clear();
        crc.reset();
        start = (out.length() - ShardFormat.HEADER_BYTES) / Math.max(1, stride());
        frames = 0;
    }

    /// Frames of the song so far.
    long frames() {
        return frames;
    }

    /// Appends frames to the song; samples outside of [−1, 1] are clipped.
    void append(float[][] samples, int count) throws IOException {
        frames += count;
        if (options.store() == Store.SONGS) {
            return;
        }
        reserve(count * stride());
        if (options.store() == Store.INT16) {
            for (int i = 0; i < count; i++) {
                for (float[] channel : samples) {
                    int value = Math.round(channel[i] * 0x1p15f);
                    pending.putShort((short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE));
                }
            }
        } else {
            for (int i = 0; i < count; i++) {
                for (float[] channel : samples) {
                    pending.putFloat(Math.clamp(channel[i], -1, 1));
                }
            }
        }
    }

    /// The song is kept.
    void keep(SongFile song, SeekPoints points, Levels levels, Tags tags) throws IOException {
        drain();
        boolean sought = options.store() == Store.SONGS;
        long[] encoded = sought ? points.toLongs() : new long[0];
        seekPoints.add(encoded);
        songs.add(new IngestedSong(
                song.id(),
                song.bytes(),
                song.modified(),
                frames,
                sought ? 0 : start,
                (int) crc.getValue(),
                sought
                        ? new IngestedSong.Seek(points.rate(), points.length(), 0, encoded.length)
                        : IngestedSong.Seek.NONE,
                levels,
                tags));
    }

    /// The song is left out.
    void skip(SongFile song, String reason) {
        skipped.add(new SkippedSong(song.id(), reason));
    }

    /// Writes what follows the samples, makes the file durable and gives it its name.
    AudioManifest.Shard finish() throws IOException {
        write(new byte[(int) (-out.length() & 7)]);
        var places = new ArrayList<Object>();
        for (int i = 0; i < songs.size(); i++) {
            var json = songs.get(i).toJson();
            long[] points = seekPoints.get(i);
            json.put("seek_first", out.length());
            places.add(json);
            byte[] bytes = new byte[points.length * Long.BYTES];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(points);
            write(bytes);
        }
        var index = new LinkedHashMap<String, Object>();
        index.put("songs", places);
        index.put("skipped", skipped.stream().map(ShardWriter::json).toList());
        byte[] json = Json.render(index);
        long at = out.length();
        write(json);
        byte[] end = new byte[ShardFormat.FOOTER_BYTES];
        var footer = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
        footer.putLong(at).putLong(json.length).putInt(crc(json, json.length));
        byte[] covered = new byte[header.length + footer.position()];
        System.arraycopy(header, 0, covered, 0, header.length);
        System.arraycopy(end, 0, covered, header.length, footer.position());
        footer.putInt(crc(covered, covered.length)).putLong(ShardFormat.MAGIC);
        write(end);
        long length = out.length();
        out.commit();
        return new AudioManifest.Shard(
                file.getFileName().toString(),
                length,
                HexFormat.of().formatHex(sha256.digest()),
                songs.size(),
                songs.stream().mapToLong(IngestedSong::frames).sum());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    static int crc(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static Map<String, Object> json(SkippedSong song) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", song.id());
        json.put("reason", song.reason());
        return json;
    }

    private int stride() {
        return options.channels() * options.store().bytes();
    }

    private void reserve(int bytes) throws IOException {
        if (pending.remaining() >= bytes) {
            return;
        }
        if (pending.capacity() < LARGEST_CAPACITY) {
            var larger = ByteBuffer.allocate(Math.max(2 * pending.capacity(), pending.position() + bytes))
                    .order(ByteOrder.LITTLE_ENDIAN);
            pending = larger.put(pending.flip());
        } else {
            drain();
        }
    }

    private void drain() throws IOException {
        pending.flip();
        crc.update(pending.duplicate());
        sha256.update(pending.duplicate());
        out.write(pending);
        pending.clear();
    }

    private void write(byte[] bytes) throws IOException {
        sha256.update(bytes);
        out.write(ByteBuffer.wrap(bytes));
    }
}
