// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.audio.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.audio.Levels;
import dev.triad.core.audio.SampleFormat;
import dev.triad.core.audio.WavFile;
import dev.triad.core.audio.WavWriter;
import dev.triad.core.audio.Waveform;
import dev.triad.core.metrics.AudioScores;
import dev.triad.core.random.RandomKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SongDecoderTest {
    @TempDir
    Path folder;

    static List<Format> formats() {
        return List.of(
                Format.FLAC, Format.MP3, Format.VORBIS, Format.OPUS, Format.M4A, Format.VIDEO, Format.WEBM, Format.WAV);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whatWasEncodedIsHeardAgainInPlace(Format format) throws IOException {
        var sound = SoundFiles.music(format.rate(), 2, 3.3);
        var file = write(format, sound);
        try (var decoder = SongDecoder.open(file, format.rate(), 2)) {
            assertThat(decoder.sourceRate()).isEqualTo(format.rate());
            assertThat(decoder.sourceChannels()).isEqualTo(2);
            var heard = all(decoder, format.rate(), 2);
            assertThat(decoder.damage()).isEmpty();
            assertThat(heard.frames()).isBetween(sound.frames(), sound.frames() + 2048);
            for (int channel = 0; channel < 2; channel++) {
                float[] samples = Arrays.copyOf(heard.channel(channel), sound.frames());
                double ratio = AudioScores.scaleInvariantSnr(sound.channel(channel), samples);
                assertThat(ratio).isGreaterThan(format.isLossless() ? 70 : 8);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aSongIsReadTheSameFromAnyFrame(Format format) throws IOException {
        var file = write(format, SoundFiles.music(format.rate(), 2, 6));
        // Opus predicts from all that came before and forgets it slowly.
        float tolerance = format.encoder().equals("libopus") ? 1e-3f : 1e-6f;
        var random = RandomKey.of(4).named(format.toString()).at(0, 0, 0);
        for (int rate : new int[] {format.rate(), 22_050, 8_000}) {
            Waveform whole;
            SeekPoints points;
            try (var decoder = SongDecoder.open(file, rate, 2)) {
                whole = all(decoder, rate, 2);
                points = decoder.seekPoints();
            }
            assertThat(points.count()).isGreaterThan(10);
            points = SeekPoints.of(points.rate(), points.length(), points.toLongs());
            for (int trial = 0; trial < 12; trial++) {
                int start = trial == 0 ? whole.frames() - 100 : random.nextInt(whole.frames());
                int length = Math.min(3_000, whole.frames() - start);
                float[][] part = new float[2][length];
                try (var decoder = SongDecoder.openAt(file, rate, 2, points, start)) {
                    assertThat(decoder.read(part, 0, length)).isEqualTo(length);
                }
                for (int channel = 0; channel < 2; channel++) {
                    float[] expected = Arrays.copyOfRange(whole.channel(channel), start, start + length);
                    assertThat(part[channel])
                            .as("%s at %d Hz from frame %d", format, rate, start)
                            .containsExactly(expected, within(tolerance));
                }
            }
        }
    }

    @Test
    void anotherRateKeepsToneAndTime() throws IOException {
        float[] tone = new float[88_200];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * 440 * i / 44_100));
        }
        var file = write(Format.FLAC, Waveform.of(44_100, tone));
        for (int rate : new int[] {8_000, 22_050, 48_000}) {
            try (var decoder = SongDecoder.open(file, rate, 1)) {
                var heard = all(decoder, rate, 1);
                assertThat(heard.frames()).isEqualTo(2 * rate);
                for (int i = rate / 10; i < 2 * rate - rate / 10; i++) {
                    assertThat(heard.channel(0)[i])
                            .isCloseTo((float) (0.5 * Math.sin(2 * Math.PI * 440 * i / rate)), within(2e-3f));
                }
            }
        }
    }

    @Test
    void channelsAreDoubledAveragedAndMixed() throws IOException {
        var stereo = SoundFiles.music(8_000, 2, 0.5);
        var file = folder.resolve("stereo.wav");
        WavWriter.write(file, stereo, SampleFormat.FLOAT32);
        try (var decoder = SongDecoder.open(file, 8_000, 1)) {
            assertThat(all(decoder, 8_000, 1).channel(0)).containsExactly(stereo.mono());
        }
        var mono = folder.resolve("mono.wav");
        WavWriter.write(mono, Waveform.of(8_000, stereo.mono()), SampleFormat.FLOAT32);
        try (var decoder = SongDecoder.open(mono, 8_000, 2)) {
            var both = all(decoder, 8_000, 2);
            assertThat(both.channel(0)).containsExactly(stereo.mono());
            assertThat(both.channel(1)).containsExactly(stereo.mono());
        }
        var six = folder.resolve("six.wav");
        float[] loud = new float[4_000];
        Arrays.fill(loud, 0.9f);
        WavWriter.write(six, Waveform.of(8_000, loud, loud, loud, loud, loud, loud), SampleFormat.PCM16);
        try (var decoder = SongDecoder.open(six, 8_000, 2)) {
            assertThat(decoder.sourceChannels()).isEqualTo(6);
            assertThat(Levels.of(all(decoder, 8_000, 2)).peak()).isBetween(0.5, 0.95);
        }
    }

    @Test
    void tagsAreReadFromEveryContainer() throws IOException {
        var tags = Map.of("artist", "Clara Schumann", "title", "Romanze", "genre", "Romantik", "lyrics", "la\nla");
        for (var format : List.of(Format.MP3, Format.FLAC, Format.VORBIS, Format.M4A)) {
            var file = folder.resolve("tagged." + format.suffix());
            SoundFiles.write(file, SoundFiles.music(44_100, 2, 0.5), format, tags);
            try (var decoder = SongDecoder.open(file, 44_100, 2)) {
                assertThat(decoder.tags()).isEqualTo(new Tags("Clara Schumann", "Romantik", "Romanze", "la\nla"));
            }
        }
        var bare = write(Format.WAV, SoundFiles.music(44_100, 1, 0.1));
        try (var decoder = SongDecoder.open(bare, 44_100, 2)) {
            assertThat(decoder.tags()).isEqualTo(new Tags("", "", "", ""));
        }
    }

    @Test
    void whatIsNoSoundIsRefusedInOneSentence() throws IOException {
        var text = Files.writeString(folder.resolve("words.mp3"), "These are words and no music. ".repeat(100));
        var empty = Files.createFile(folder.resolve("empty.flac"));
        var good = write(Format.WAV, SoundFiles.music(8_000, 1, 1));
        var list = Files.writeString(
                folder.resolve("list.mp3"),
                "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nfile:%s\n#EXT-X-ENDLIST\n".formatted(good));
        var concat =
                Files.writeString(folder.resolve("concat.ogg"), "ffconcat version 1.0\nfile '%s'\n".formatted(good));
        for (var file : List.of(text, empty, list, concat, folder.resolve("absent.mp3"), folder)) {
            assertThatThrownBy(() -> SongDecoder.open(file, 8_000, 1))
                    .isInstanceOf(UnreadableSongException.class)
                    .hasMessageStartingWith(file + ": ");
        }
        assertThatThrownBy(() -> SongDecoder.open(good, 8_000, 3)).hasMessageContaining("give 1 or 2 channels");
    }

    @Test
    void aSongThatEndsEarlyIsDamaged() throws IOException {
        for (var format : List.of(Format.FLAC, Format.MP3)) {
            var file = write(format, SoundFiles.music(44_100, 2, 8));
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            try (var decoder = SongDecoder.open(file, 44_100, 2)) {
                all(decoder, 44_100, 2);
                assertThat(decoder.damage()).as(format.toString()).isPresent();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void damagedFilesAreReadOrRefusedAndNothingElse(Format format) throws IOException {
        byte[] whole = Files.readAllBytes(write(format, SoundFiles.music(format.rate(), 2, 0.4)));
        var random = RandomKey.of(6).named(format.toString()).at(0, 0, 0);
        var file = folder.resolve("broken." + format.suffix());
        int read = 0;
        for (int trial = 0; trial < 60; trial++) {
            byte[] broken = whole.clone();
            if (trial % 3 == 0) {
                broken = Arrays.copyOf(whole, random.nextInt(whole.length));
            }
            for (int change = random.nextInt(20); change > 0 && broken.length > 0; change--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            Files.write(file, broken);
            try (var decoder = SongDecoder.open(file, 22_050, 2)) {
                var heard = all(decoder, 22_050, 2);
                assertThat(heard.frames()).isLessThan(22_050 * 60);
                read++;
            } catch (UnreadableSongException e) {
                assertThat(e.reason()).isNotBlank();
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void noNativeMemoryStaysBehind() throws IOException {
        var file = write(Format.MP3, SoundFiles.music(44_100, 2, 1));
        var broken = Files.writeString(folder.resolve("broken.mp3"), "nothing");
        openMany(file, broken, 50);
        long pointers = Pointer.totalCount();
        long bytes = Pointer.totalBytes();
        long resident = Pointer.physicalBytes();
        openMany(file, broken, 400);
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
        assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(bytes);
        // A decoder and its container take about 100 KB: 400 forgotten ones would show.
        assertThat(Pointer.physicalBytes() - resident).isLessThan(20L << 20);
    }

    private static void openMany(Path file, Path broken, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            SeekPoints points;
            try (var decoder = SongDecoder.open(file, 22_050, 2)) {
                all(decoder, 22_050, 2);
                points = decoder.seekPoints();
            }
            try (var decoder = SongDecoder.openAt(file, 22_050, 2, points, 20_000)) {
                decoder.read(new float[2][100], 0, 100);
            }
            assertThatThrownBy(() -> SongDecoder.open(broken, 22_050, 2)).isInstanceOf(UnreadableSongException.class);
        }
    }

    private Path write(Format format, Waveform sound) throws IOException {
        var file = folder.resolve("song." + format.suffix());
        if (format.equals(Format.WAV)) {
            WavWriter.write(file, sound, SampleFormat.PCM16);
            assertThat(WavFile.read(file).frames()).isEqualTo(sound.frames());
        } else {
            SoundFiles.write(file, sound, format, Map.of());
        }
        return file;
    }

    private static Waveform all(SongDecoder decoder, int rate, int channels) throws IOException {
        float[][] samples = new float[channels][1 << 16];
        int length = 0;
        for (int count; (count = decoder.read(samples, length, samples[0].length - length)) > 0; ) {
            length += count;
            for (int channel = 0; channel < channels; channel++) {
                samples[channel] = Arrays.copyOf(samples[channel], 2 * length);
            }
        }
        for (int channel = 0; channel < channels; channel++) {
            samples[channel] = Arrays.copyOf(samples[channel], length);
        }
        return Waveform.of(rate, samples);
    }
}
