// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.file.Storage;
import dev.triad.core.random.RandomKey;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WavFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"PCM16", "PCM24", "PCM32", "FLOAT32"})
    void whatIsWrittenIsReadBackEqual(SampleFormat format) throws IOException {
        for (int channels = 1; channels <= 3; channels++) {
            var waveform = representable(format, channels, 3_001 + channels);
            var file = folder.resolve("a.wav");
            assertThat(WavWriter.write(file, waveform, format)).isZero();
            try (var wav = WavFile.open(file)) {
                assertThat(wav.rate()).isEqualTo(22_050);
                assertThat(wav.channels()).isEqualTo(channels);
                assertThat(wav.frames()).isEqualTo(waveform.frames());
                assertThat(wav.format()).isEqualTo(format);
            }
            assertThat(Files.size(file) % 2).isZero();
            var read = WavFile.read(file);
            for (int channel = 0; channel < channels; channel++) {
                assertThat(read.channel(channel)).containsExactly(waveform.channel(channel));
            }
        }
    }

    @Test
    void anyFramesAreReadAndZerosFollowTheLast() throws IOException {
        var waveform = representable(SampleFormat.PCM16, 2, 1_000);
        var file = folder.resolve("a.wav");
        WavWriter.write(file, waveform, SampleFormat.PCM16);
        try (var wav = WavFile.open(file)) {
            float[] left = new float[100];
            float[] right = new float[100];
            wav.read(950, left, right);
            assertThat(Arrays.copyOf(left, 50)).containsExactly(Arrays.copyOfRange(waveform.channel(0), 950, 1_000));
            assertThat(Arrays.copyOf(right, 50)).containsExactly(Arrays.copyOfRange(waveform.channel(1), 950, 1_000));
            assertThat(Arrays.copyOfRange(right, 50, 100)).containsOnly(0);
            wav.read(5_000, left, right);
            assertThat(left).containsOnly(0);
            assertThatThrownBy(() -> wav.read(0, left)).hasMessage("1 buffers do not fit 2 channels");
        }
    }

    @Test
    void whatLiesOutsideIsClippedAndCounted() throws IOException {
        var file = folder.resolve("loud.wav");
        var loud = Waveform.of(8_000, new float[] {0, 1.5f, -1.5f, -1, 1, 0.25f});
        assertThat(WavWriter.write(file, loud, SampleFormat.PCM16)).isEqualTo(3);
        float top = 32_767 / 32_768f;
        assertThat(WavFile.read(file).channel(0)).containsExactly(0, top, -1, -1, top, 0.25f);
        assertThat(WavWriter.write(file, loud, SampleFormat.FLOAT32)).isZero();
        assertThat(WavFile.read(file).channel(0)).containsExactly(loud.channel(0));
    }

    @Test
    void aFileThatIsNotFinishedIsNotThere() throws IOException {
        var file = folder.resolve("a.wav");
        try (var writer = WavWriter.create(file, SampleFormat.PCM16, 1, 8_000, 10, Storage.DISK)) {
            writer.append(new float[5]);
            assertThatThrownBy(writer::finish).hasMessageContaining("10 frames were announced, 5 came");
            assertThatThrownBy(() -> writer.append(new float[6])).hasMessageContaining("11 more come now");
            assertThatThrownBy(() -> writer.append(new float[] {Float.NaN})).hasMessageContaining("frame 5");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void chunksThatNobodyKnowsArePassedOver() throws Exception {
        var wav = wav(chunk("JUNK", new byte[7]), format(1, 2, 4, 16), chunk("LIST", new byte[4]), samples(8));
        var header = WavHeader.parse(MemorySegment.ofArray(wav));
        assertThat(header.frames()).isEqualTo(2);
        assertThat(header.channels()).isEqualTo(2);
    }

    @Test
    void aPipeThatKnewNoLengthIsReadToItsEnd() throws Exception {
        byte[] wav = wav(format(1, 1, 2, 16), samples(100));
        ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(wav.length - 104, -1);
        assertThat(WavHeader.parse(MemorySegment.ofArray(wav)).frames()).isEqualTo(50);
    }

    @Test
    void filesPastFourGigabytesHaveTheirSizesInTheirOwnChunk() throws Exception {
        long frames = 3_000_000_000L;
        var header = WavHeader.render(SampleFormat.PCM16, 2, 44_100, frames);
        assertThat(header.get(0)).isEqualTo((byte) 'R');
        assertThat(header.get(2)).isEqualTo((byte) '6');
        var ds64 = header.slice(20, 24).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(ds64.getLong(0)).isEqualTo(header.remaining() - 8 + frames * 4);
        assertThat(ds64.getLong(8)).isEqualTo(frames * 4);
        assertThatThrownBy(() -> WavHeader.parse(MemorySegment.ofBuffer(header)))
                .hasMessageContaining("12000000000 bytes of samples should follow");
    }

    @Test
    void aRefusalSaysWhatIsWrongAndWhere() {
        assertMalformed("is not a WAV file", "OggS".getBytes(StandardCharsets.US_ASCII));
        assertMalformed("before it says in what format", wav(samples(4)));
        assertMalformed("there is no data chunk", wav(format(1, 1, 2, 16)));
        assertMalformed("claims 0 channels", wav(format(1, 0, 2, 16), samples(4)));
        assertMalformed("format 7 with 8 bits; convert it to 16-bit PCM", wav(format(7, 1, 1, 8), samples(4)));
        assertMalformed("claims 4 bytes per frame", wav(format(1, 1, 4, 16), samples(4)));
        byte[] cut = wav(format(1, 1, 2, 16), samples(100));
        assertMalformed(
                "100 bytes of samples should follow byte 44, and 60 are there", Arrays.copyOf(cut, cut.length - 40));
    }

    @Test
    void everyTruncationAndEveryLieIsReadOrRefusedButNeverFails() {
        byte[] whole = wav(chunk("LIST", new byte[10]), format(3, 2, 8, 32), samples(64));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> WavHeader.parse(MemorySegment.ofArray(cut)))
                    .isInstanceOf(WavHeader.Malformed.class);
        }
        var random = RandomKey.of(1).named("lies").at(0, 0, 0);
        int read = 0;
        for (int trial = 0; trial < 100_000; trial++) {
            byte[] lie = whole.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                lie[random.nextInt(lie.length)] = (byte) random.nextInt();
            }
            var bytes = MemorySegment.ofArray(lie);
            try {
                var header = WavHeader.parse(bytes);
                assertThat(header.dataOffset() + header.frames() * header.stride())
                        .isBetween(0L, bytes.byteSize());
                read++;
            } catch (WavHeader.Malformed e) {
                assertThat(e).hasMessageMatching("[ -~]+");
            }
        }
        assertThat(read).isBetween(1_000, 99_000);
    }

    @Test
    void anErrorNamesTheFile() throws IOException {
        var file = folder.resolve("broken.wav");
        Files.writeString(file, "no music at all");
        assertThatThrownBy(() -> WavFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": is not a WAV file");
    }

    private static void assertMalformed(String what, byte[] file) {
        assertThatThrownBy(() -> WavHeader.parse(MemorySegment.ofArray(file)))
                .isInstanceOf(WavHeader.Malformed.class)
                .hasMessageContaining(what);
    }

    private static Waveform representable(SampleFormat format, int channels, int frames) {
        var random = RandomKey.of(channels).named(format.name()).at(0, 0, 0);
        float[][] samples = new float[channels][frames];
        int bits = Math.min(24, format.bytes() * 8);
        for (float[] channel : samples) {
            for (int i = 0; i < frames; i++) {
                channel[i] = (random.nextInt() >> (32 - bits)) * (float) Math.scalb(1.0, 1 - bits);
            }
        }
        return Waveform.of(22_050, samples);
    }

    private static byte[] format(int code, int channels, int align, int bits) {
        var body = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        body.putShort((short) code).putShort((short) channels).putInt(8_000).putInt(8_000 * align);
        body.putShort((short) align).putShort((short) bits);
        return chunk("fmt ", body.array());
    }

    private static byte[] samples(int bytes) {
        return chunk("data", new byte[bytes]);
    }

    private static byte[] chunk(String tag, byte[] body) {
        var chunk = ByteBuffer.allocate(8 + body.length + (body.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        return chunk.put(tag.getBytes(StandardCharsets.US_ASCII))
                .putInt(body.length)
                .put(body)
                .array();
    }

    private static byte[] wav(byte[]... chunks) {
        int length = Arrays.stream(chunks).mapToInt(chunk -> chunk.length).sum();
        var file = ByteBuffer.allocate(12 + length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(4 + length);
        file.put("WAVE".getBytes(StandardCharsets.US_ASCII));
        for (byte[] chunk : chunks) {
            file.put(chunk);
        }
        return file.array();
    }
}
