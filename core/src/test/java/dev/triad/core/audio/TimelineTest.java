// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
    @Test
    void chunksStickingOutMoveInwardsByHalf() {
        var timeline = new Timeline(songs(250, 50, 130), 100); // the second song is too short
        assertThat(timeline.songs()).isEqualTo(2);
        assertThat(timeline.chunks()).isEqualTo(3);
        assertThat(timeline.chunk(0, 0)).isEqualTo(new Chunk(0, 0));
        assertThat(timeline.chunk(1, 20)).isEqualTo(new Chunk(0, 120));
        assertThat(timeline.chunk(2, 0)).isEqualTo(new Chunk(0, 150)); // its middle is the song's last frame
        assertThat(timeline.chunk(2, 1)).isEqualTo(new Chunk(2, 1)); // begins at 201, moved to 251
        assertThat(timeline.chunk(0, -50)).isEqualTo(new Chunk(0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 101})
    void everyChunkLiesInOneSong(int length) {
        var random = RandomKey.of(length).at(0, 0, 0);
        for (int trial = 0; trial < 50; trial++) {
            long[] frames = new long[1 + random.nextInt(6)];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = 1L + random.nextInt(5 * length);
            }
            frames[0] = (long) length + random.nextInt(length);
            var songs = songs(frames);
            var timeline = new Timeline(songs, length);
            for (long i = 0; i < timeline.chunks(); i++) {
                var chunk = timeline.chunk(i, timeline.randomShift(random));
                assertThat(chunk.start()).isBetween(0L, songs.get(chunk.song()).frames() - length);
            }
        }
    }

    @Test
    void shiftsReachBothEnds() {
        var timeline = new Timeline(songs(100), 6);
        var random = RandomKey.of(3).at(0, 0, 0);
        var seen = new TreeSet<Integer>();
        for (int i = 0; i < 200; i++) {
            seen.add(timeline.randomShift(random));
        }
        assertThat(seen).containsExactly(-3, -2, -1, 0, 1, 2);
    }

    @Test
    void songsAllTooShortAreRefused() {
        assertThatThrownBy(() -> new Timeline(songs(10, 20), 21))
                .hasMessage("none of 2 songs has 21 frames, the length of a chunk");
    }

    private static List<Song> songs(long... frames) {
        var songs = new ArrayList<Song>();
        for (long count : frames) {
            songs.add(Song.unlabelled("song-" + songs.size(), count));
        }
        return songs;
    }
}
