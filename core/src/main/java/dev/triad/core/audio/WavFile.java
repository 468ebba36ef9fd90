// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// A WAV file mapped into memory: PCM of 8, 16, 24 or 32 bits or floating point, any number of channels, in a
/// RIFF or (past 4 GB) an RF64 container. Any frame can be read at no cost for those before it, by several
/// threads at once.
public final class WavFile implements AutoCloseable {
    private final Arena arena;
    private final MemorySegment bytes;
    private final WavHeader header;

    private WavFile(Arena arena, MemorySegment bytes, WavHeader header) {
        this.arena = arena;
        this.bytes = bytes;
        this.header = header;
    }

    /// Maps `file` and reads its header.
    ///
    /// @throws IOException with the path and what is wrong, if the file is not a whole WAV file
    @SuppressWarnings("MustBeClosedChecker") // the file owns the arena and closes it
    public static WavFile open(Path file) throws IOException {
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new WavFile(arena, bytes, WavHeader.parse(bytes));
        } catch (WavHeader.Malformed e) {
            arena.close();
            throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// Reads a whole file.
    public static Waveform read(Path file) throws IOException {
        try (var wav = open(file)) {
            if (wav.frames() > Integer.MAX_VALUE - 8) {
                throw new IOException("%s: has %d frames, too many to hold in memory at once; read it in parts"
                        .formatted(file, wav.frames()));
            }
            return wav.waveform(0, (int) wav.frames());
        }
    }

    /// Frames per second.
    public int rate() {
        return header.rate();
    }

    public int channels() {
        return header.channels();
    }

    /// Samples per channel.
    public long frames() {
        return header.frames();
    }

    public SampleFormat format() {
        return header.format();
    }

    /// `count` frames from `start` on.
    public Waveform waveform(long start, int count) {
        var samples = new float[channels()][count];
        read(start, samples);
        return Waveform.of(rate(), samples);
    }

    /// Fills one buffer per channel, all equally long, with the frames from `start` on; behind the last frame
    /// there are zeros.
    public void read(long start, float[]... into) {
        int length = AudioSource.checkRead(start, channels(), into);
        int there = Math.clamp(frames() - start, 0, length);
        int stride = header.stride();
        long first = header.dataOffset() + Math.min(start, frames()) * stride;
        for (int channel = 0; channel < into.length; channel++) {
            header.format().read(bytes, first + (long) channel * format().bytes(), stride, into[channel], 0, there);
            Arrays.fill(into[channel], there, length, 0);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
