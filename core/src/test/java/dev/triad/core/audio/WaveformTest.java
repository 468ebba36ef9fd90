// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaveformTest {
    private static final float[] LEFT = {1, 0, 0.5f};
    private static final float[] RIGHT = {0, -1, 0.5f};

    @Test
    void stereoIsMixedByThePan() {
        float[] mono = new float[3];
        ChannelMix.mono(new float[][] {LEFT, RIGHT}, 0.25f, mono);
        assertThat(mono).containsExactly(0.25f, -0.75f, 0.5f);
        assertThat(Waveform.of(8_000, LEFT, RIGHT).mono()).containsExactly(0.5f, -0.5f, 0.5f);
        ChannelMix.mono(new float[][] {LEFT}, 0.9f, mono);
        assertThat(mono).containsExactly(LEFT);
        assertThat(ChannelMix.mean(new float[][] {LEFT, RIGHT, {1, 1, 1}, {0, 0, 0}}))
                .containsExactly(0.5f, 0, 0.5f);
        assertThatThrownBy(() -> ChannelMix.mono(new float[][] {LEFT}, 1.1f, mono))
                .hasMessageContaining("pan");
    }

    @Test
    void aPanIsDrawnFromItsStreamAlone() {
        var key = RandomKey.of(7).named("pan");
        assertThat(ChannelMix.randomPan(key.at(3, 0, 1))).isEqualTo(ChannelMix.randomPan(key.at(3, 0, 1)));
        double sum = 0;
        for (int i = 0; i < 2_000; i++) {
            sum += ChannelMix.randomPan(key.at(i, 0, 0));
        }
        assertThat(sum / 2_000).isCloseTo(0.5, within(0.03));
    }

    @Test
    void channelsOfDifferentLengthsAreRefused() {
        assertThatThrownBy(() -> Waveform.of(8_000, new float[3], new float[4]))
                .hasMessage("channels of 3 and 4 samples do not go together");
        assertThatThrownBy(() -> Waveform.of(0, new float[3])).hasMessageContaining("rate is 0");
        assertThatThrownBy(() -> Waveform.of(8_000)).hasMessageContaining("needs a channel");
    }

    @Test
    void levelsCountRunsAtFullScaleAsClipping() {
        float[] samples = new float[100];
        samples[10] = 1; // a lone peak is none
        for (int i = 20; i < 25; i++) {
            samples[i] = -1;
        }
        var levels = Levels.of(Waveform.of(8_000, samples));
        assertThat(levels.peak()).isEqualTo(1);
        assertThat(levels.clippedShare()).isEqualTo(0.05);
        assertThat(levels.rms()).isCloseTo(Math.sqrt(0.06), within(1e-12));
        assertThat(Levels.of(Waveform.silence(8_000, 2, 5))).isEqualTo(new Levels(10, 0, 0, 0));
    }

    @Test
    void aRunIsCountedAcrossPieces() {
        var meter = new Levels.Meter(2);
        float[] loud = {1, 1};
        meter.add(0, loud, 2);
        meter.add(1, new float[2], 2);
        meter.add(0, loud, 2);
        meter.add(1, loud, 2);
        assertThat(meter.levels().clippedShare()).isEqualTo(4 / 8.0);
    }

    @Test
    void aNumberThatIsNoneShowsInTheLevels() {
        var levels = Levels.of(Waveform.of(8_000, new float[] {0.5f, Float.NaN, 0.25f}));
        assertThat(levels.peak()).isNaN();
        assertThat(levels.rms()).isNaN();
    }

    @Test
    void songsInMemoryAreReadWithZerosBehindTheirEnd() throws IOException {
        try (var source = MemorySource.of(Waveform.of(8_000, LEFT), Waveform.of(8_000, RIGHT))) {
            assertThat(source.frames()).isEqualTo(6);
            assertThat(source.songs()).extracting(Song::id).containsExactly("song-0", "song-1");
            float[] into = {9, 9, 9};
            source.read(1, 1, into);
            assertThat(into).containsExactly(-1, 0.5f, 0);
            source.read(0, 50, into);
            assertThat(into).containsOnly(0);
            assertThatThrownBy(() -> source.read(0, -1, into)).hasMessageContaining("start is -1");
        }
        assertThatThrownBy(() ->
                        new MemorySource(List.of(Song.unlabelled("a", 4)), List.of(Waveform.of(8_000, LEFT)), Map.of()))
                .hasMessageContaining("a should have 4 frames");
    }

    @Test
    void lyricsKeepTheirTimesInOrder() {
        var lyrics = new Lyrics("so high", List.of(new Lyrics.Span(0, 2, 1, 2), new Lyrics.Span(3, 7, 2, 3.5)));
        assertThat(lyrics.isTimed()).isTrue();
        var song = Song.unlabelled("a", 3);
        var source = new MemorySource(List.of(song), List.of(Waveform.of(8_000, LEFT)), Map.of("a", lyrics));
        assertThat(source.lyrics(0)).contains(lyrics);
        assertThat(Lyrics.plain("so").isTimed()).isFalse();
        assertThatThrownBy(() -> new Lyrics("so", List.of(new Lyrics.Span(0, 3, 1, 2))))
                .hasMessageContaining("leaves the text of 2 characters");
        assertThatThrownBy(() -> new Lyrics("so", List.of(new Lyrics.Span(0, 1, 2, 1))))
                .hasMessageContaining("ends before it begins");
    }
}
