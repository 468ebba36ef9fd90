// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio;

import com.google.errorprone.annotations.FormatMethod;
import dev.triad.core.audio.Levels;
import dev.triad.core.file.Json;
import dev.triad.core.file.Sha256;
import dev.triad.core.file.Storage;
import dev.triad.core.progress.Progress;
import dev.triad.corpus.audio.ffmpeg.SongDecoder;
import dev.triad.corpus.audio.ffmpeg.UnreadableSongException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/// The making of one shard: its songs are decoded one after the other, and each is kept or left out.
///
/// @param name the shard's file name
/// @param files its songs, or what may be
record ShardWork(String name, List<SongFile> files) {
    /// Frames decoded at a time.
    private static final int PIECE = 1 << 14;

    /// A shard's songs take so much, in the form they are in, unless there are so few that threads would idle.
    private static final long MOST_BYTES = 64L << 20;

    private static final long LEAST_BYTES = 1 << 20;
    private static final int SHARDS = 64;

    ShardWork {
        files = List.copyOf(files);
    }

    /// Divides songs among shards; the same songs are always divided in the same way.
    static List<ShardWork> divide(List<SongFile> files) {
        long total = files.stream().mapToLong(SongFile::bytes).sum();
        long target = Math.clamp(total / SHARDS, LEAST_BYTES, MOST_BYTES);
        var works = new ArrayList<ShardWork>();
        var some = new ArrayList<SongFile>();
        long bytes = 0;
        for (var file : files) {
            some.add(file);
            bytes += file.bytes();
            if (bytes >= target) {
                works.add(new ShardWork(ShardFormat.name(works.size()), some));
                some.clear();
                bytes = 0;
            }
        }
        if (!some.isEmpty()) {
            works.add(new ShardWork(ShardFormat.name(works.size()), some));
        }
        return works;
    }

    /// A number that changes with anything the shard depends on.
    long request(IngestOptions options) {
        var text = new ByteArrayOutputStream();
        text.writeBytes(Json.line(options.decoding()));
        for (var file : files) {
            var json = new LinkedHashMap<String, Object>();
            json.put("id", file.id());
            json.put("bytes", file.bytes());
            json.put("modified", file.modified());
            text.writeBytes(Json.line(json));
        }
        return ByteBuffer.wrap(HexFormat.of().parseHex(Sha256.of(text.toByteArray())))
                .getLong();
    }

    long bytes() {
        return files.stream().mapToLong(SongFile::bytes).sum();
    }

    /// Makes the shard.
    ///
    /// @param skipped is told of every song left out
    /// @throws CancellationException if the thread is interrupted
    AudioManifest.Shard run(
            Path folder, IngestOptions options, Storage storage, Progress.Task task, Consumer<SkippedSong> skipped)
            throws IOException {
        try (var writer = ShardWriter.create(folder.resolve(name), options, request(options), storage)) {
            for (var file : files) {
                writer.begin();
                Optional<String> reason;
                try {
                    reason = ingest(file, options, writer);
                } catch (UnreadableSongException e) {
                    reason = Optional.of(e.reason());
                }
                reason.ifPresent(why -> {
                    writer.skip(file, why);
                    skipped.accept(new SkippedSong(file.id(), why));
                });
                task.advance(file.bytes());
            }
            return writer.finish();
        }
    }

    /// Decodes a song into the shard.
    ///
    /// @return why it is left out, if it is
    private static Optional<String> ingest(SongFile file, IngestOptions options, ShardWriter writer)
            throws IOException {
        var meter = new Levels.Meter(options.channels());
        float[][] samples = new float[options.channels()][PIECE];
        try (var decoder = SongDecoder.open(file.path(), options.rate(), options.channels())) {
            for (int count; (count = decoder.read(samples, 0, PIECE)) > 0; ) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted");
                }
                for (int channel = 0; channel < samples.length; channel++) {
                    meter.add(channel, samples[channel], count);
                }
                writer.append(samples, count);
                if (writer.frames() > options.maxSeconds() * options.rate()) {
                    return Optional.of(format("lasts longer than %s s", options.maxSeconds()));
                }
            }
            var levels = meter.levels();
            var reason = decoder.damage().or(() -> unfit(levels, writer.frames(), options));
            if (reason.isEmpty()) {
                writer.keep(file, decoder.seekPoints(), levels, decoder.tags());
            }
            return reason;
        }
    }

    private static Optional<String> unfit(Levels levels, long frames, IngestOptions options) {
        double seconds = (double) frames / options.rate();
        if (seconds < options.minSeconds()) {
            return Optional.of(format("lasts only %.2f s, and %s are wanted", seconds, options.minSeconds()));
        }
        if (!Double.isFinite(levels.peak()) || !Double.isFinite(levels.rms())) {
            return Optional.of("holds samples that are not numbers");
        }
        if (levels.peak() < IngestOptions.SILENCE) {
            return Optional.of("is silent");
        }
        if (levels.clippedShare() > options.maxClipped()) {
            return Optional.of(format(
                    "is clipped: %.1f %% of its samples are at full scale, peaks reach %.2f",
                    100 * levels.clippedShare(), levels.peak()));
        }
        return Optional.empty();
    }

    @FormatMethod
    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
