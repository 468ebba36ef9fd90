// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Songs that training reads from: all at one rate and with as many channels, whatever their files are like.
///
/// Reading is deterministic, for several threads at once, and costs memory for the buffers alone. How a file is cut
/// into [Chunk]s is [Timeline]'s business; how channels become one, [ChannelMix]'s.
///
/// ```java
/// var timeline = new Timeline(source.songs(), sampleLength);
/// var chunk = timeline.chunk(i, shift);
/// source.read(chunk.song(), chunk.start(), left, right);
/// ```
public interface AudioSource extends AutoCloseable {
    /// Frames per second.
    int rate();

    /// How many buffers [#read] fills.
    int channels();

    /// All songs, in an order that never changes.
    List<Song> songs();

    /// Fills one buffer per channel, all equally long, with a song's frames from `start` on; behind the song's last
    /// frame there are zeros.
    ///
    /// @param song its place in [#songs]
    /// @param start the first frame, not negative
    /// @throws IOException that names the file and the place, if it cannot be read
    /// @throws IllegalArgumentException if `start` is negative or the buffers are not one per channel, equally long
    void read(int song, long start, float[]... into) throws IOException;

    /// The words of a song, where known.
    ///
    /// @param song its place in [#songs]
    default Optional<Lyrics> lyrics(int song) throws IOException {
        return Optional.empty();
    }

    /// Frames of all songs together.
    default long frames() {
        return songs().stream().mapToLong(Song::frames).sum();
    }

    @Override
    default void close() throws IOException {}

    /// What implementations check first.
    ///
    /// @return the buffers' length
    static int checkRead(long start, int channels, float[][] into) {
        if (start < 0) {
            throw new IllegalArgumentException("start is " + start + "; it must not be negative");
        }
        if (into.length != channels) {
            throw new IllegalArgumentException("%d buffers do not fit %d channels".formatted(into.length, channels));
        }
        return Waveform.requireSameLength(into);
    }
}
