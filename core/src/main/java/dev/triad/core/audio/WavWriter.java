// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import dev.triad.core.file.AtomicFile;
import dev.triad.core.file.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// Writes a WAV file front to back, in pieces of any length. How many frames it will have is said first, because a
/// header says so and a file is never gone back in. It appears under its name in [#finish] and not before; closed
/// unfinished, it is gone.
public final class WavWriter implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final SampleFormat format;
    private final int channels;
    private final long frames;
    private final AtomicFile out;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long written;
    private long clipped;

    private WavWriter(Path file, SampleFormat format, int channels, long frames, AtomicFile out) {
        this.file = file;
        this.format = format;
        this.channels = channels;
        this.frames = frames;
        this.out = out;
    }

    /// Starts `file`.
    ///
    /// @param frames how many will be written
    public static WavWriter create(Path file, SampleFormat format, int channels, int rate, long frames, Storage storage)
            throws IOException {
        if (channels < 1 || channels > WavHeader.MOST_CHANNELS || rate < 1 || frames < 0) {
            throw new IllegalArgumentException(
                    "no WAV file has %d frames of %d channels at %d Hz".formatted(frames, channels, rate));
        }
        var header = WavHeader.render(format, channels, rate, frames);
        var writer = new WavWriter(file, format, channels, frames, AtomicFile.create(file, storage));
        try {
            writer.out.write(header);
        } catch (IOException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    /// Writes a file whole.
    ///
    /// @return how many samples lay outside of [−1, 1] and were clipped
    public static long write(Path file, Waveform waveform, SampleFormat format) throws IOException {
        try (var writer = create(file, format, waveform.channels(), waveform.rate(), waveform.frames(), Storage.DISK)) {
            var samples = new float[waveform.channels()][];
            for (int channel = 0; channel < samples.length; channel++) {
                samples[channel] = waveform.channel(channel);
            }
            writer.append(samples);
            writer.finish();
            return writer.clipped();
        }
    }

    /// Appends frames: one array per channel, all equally long.
    ///
    /// @throws IllegalArgumentException if a sample is not a number, or these are more frames than were announced
    public void append(float[]... samples) throws IOException {
        if (samples.length != channels) {
            throw new IllegalArgumentException(
                    "%d channels do not fit %s, which has %d".formatted(samples.length, file, channels));
        }
        int count = Waveform.requireSameLength(samples);
        if (written + count > frames) {
            throw new IllegalArgumentException(
                    "%s: %d frames were announced, and %d more come now".formatted(file, frames, written + count));
        }
        for (int i = 0; i < count; i++) {
            for (float[] channel : samples) {
                if (Float.isNaN(channel[i])) {
                    throw new IllegalArgumentException("%s: frame %d is not a number".formatted(file, written + i));
                }
                if (buffer.remaining() < format.bytes()) {
                    drain();
                }
                if (format.write(channel[i], buffer)) {
                    clipped++;
                }
            }
        }
        written += count;
    }

    /// How many samples so far lay outside of [−1, 1] and were clipped; floating-point files clip nothing.
    public long clipped() {
        return clipped;
    }

    /// Makes the file durable and gives it its name.
    ///
    /// @throws IllegalStateException if fewer frames came than were announced
    public void finish() throws IOException {
        if (written != frames) {
            throw new IllegalStateException("%s: %d frames were announced, %d came".formatted(file, frames, written));
        }
        drain();
        if ((frames * channels * format.bytes() & 1) == 1) {
            out.write(ByteBuffer.wrap(new byte[1])); // chunks have even lengths
        }
        out.commit();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void drain() throws IOException {
        out.write(buffer.flip());
        buffer.clear();
    }
}
