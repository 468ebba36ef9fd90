// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.jukebox;

import dev.triad.corpus.audio.ffmpeg.SongDecoder;
import dev.triad.jukebox.vqvae.SongCoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// A single song of any format, in memory, mono and at the rate a codec wants.
///
/// @param samples all of it
@SuppressWarnings("ArrayRecordComponent") // never compared
record DecodedSong(float[] samples) implements SongCoder.Samples {
    private static final int PIECE = 1 << 16;

    /// @throws IOException that names the file, when it holds no sound
    static DecodedSong read(Path file, int rate) throws IOException {
        try (var decoder = SongDecoder.open(file, rate, 1)) {
            var samples = new float[PIECE];
            int count = 0;
            while (true) {
                if (count == samples.length) samples = Arrays.copyOf(samples, Math.multiplyExact(count, 2));
                int read = decoder.read(new float[][] {samples}, count, samples.length - count);
                if (read <= 0) break;
                count += read;
            }
            if (count == 0) throw new IOException(file + ": holds no sound");
            return new DecodedSong(Arrays.copyOf(samples, count));
        }
    }

    @Override
    public void read(long start, float[] into) {
        int from = (int) Math.min(start, samples.length);
        int there = Math.min(into.length, samples.length - from);
        System.arraycopy(samples, from, into, 0, there);
        Arrays.fill(into, there, into.length, 0);
    }
}
