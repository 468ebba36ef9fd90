// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import static dev.triad.corpus.text.source.Fixtures.gzip;
import static dev.triad.corpus.text.source.Fixtures.joined;
import static dev.triad.corpus.text.source.Fixtures.utf8;
import static dev.triad.corpus.text.source.Fixtures.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedInputTest {
    @TempDir
    Path folder;

    private final byte[] text = utf8(Fixtures.text(new Random(5), 2000));

    private byte[] unpack(byte[] content) throws IOException {
        var file = Fixtures.file(folder.resolve("a.txt.gz"), content, SourceFormat.TEXT);
        try (var in = PackedInput.open(file)) {
            byte[] unpacked = in.readAllBytes();
            assertThat(in.filePosition()).isEqualTo(content.length);
            return unpacked;
        }
    }

    @Test
    void theFirstBytesDecideAndNotTheName() throws IOException {
        assertThat(unpack(gzip(text))).isEqualTo(text);
        assertThat(unpack(zstd(text))).isEqualTo(text);
        assertThat(unpack(text)).isEqualTo(text);
        assertThat(unpack(new byte[0])).isEmpty();
    }

    @Test
    void membersAndFramesOneAfterTheOtherAreOneText() throws IOException {
        byte[] twice = joined(text, text);
        assertThat(unpack(joined(gzip(text), gzip(new byte[0]), gzip(text)))).isEqualTo(twice);
        assertThat(unpack(joined(zstd(text), zstd(new byte[0]), zstd(text)))).isEqualTo(twice);
    }

    @Test
    void gzipHeadersMayHoldNamesCommentsAndExtraFieldsAndZerosMayFollow() throws IOException {
        byte[] plain = gzip(text);
        byte[] header = HexFormat.of().parseHex("1f8b081e000000000003" + "0300616263" + "6e616d6500" + "00" + "abcd");
        byte[] body = Arrays.copyOfRange(plain, 10, plain.length);
        assertThat(unpack(joined(header, body, new byte[700]))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"425a6839314159, bzip2", "fd377a585a000004, xz", "504b030414000000, zip"})
    void otherPackingsAreNamed(String magic, String name) {
        assertThatThrownBy(() -> unpack(HexFormat.of().parseHex(magic)))
                .hasMessageEndingWith("a.txt.gz: is packed with %s, which is not read here; unpack it first", name);
    }

    @Test
    void packedTextCutShortIsReportedWhereverItEnds() throws IOException {
        byte[] small = utf8("some words, some more words, and then some\n".repeat(3));
        for (byte[] whole : new byte[][] {gzip(small), zstd(small)}) {
            for (int length = 7; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> unpack(cut))
                        .as("%d of %d bytes", length, whole.length)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("data is cut short: the file ends after " + length + " bytes");
            }
        }
    }

    /// Bits of the header that mean nothing may flip; every other flip is noticed.
    @Test
    void damagedGzipIsNoticedWhereverItIs() throws IOException {
        byte[] small = utf8("some words, some more words, and then some\n".repeat(3));
        byte[] whole = joined(gzip(small), gzip(small));
        for (int i = 2; i < whole.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = whole.clone();
                bad[i] ^= (byte) (1 << bit);
                try {
                    assertThat(unpack(bad)).as("byte %d, bit %d", i, bit).isEqualTo(joined(small, small));
                } catch (IOException e) {
                    assertThat(e).hasMessageMatching(".*a\\.txt\\.gz: gzip data is (damaged at byte|cut short).*");
                }
            }
        }
        byte[] lostHeader = joined(gzip(small), utf8("not a header"));
        int end = gzip(small).length;
        assertThatThrownBy(() -> unpack(lostHeader))
                .hasMessageContaining(
                        "gzip data is damaged at byte %d of the file: more data follows, but no gzip header", end);
    }

    @Test
    void damagedZstdIsPlaced() {
        byte[] packed = zstd(text);
        packed[packed.length / 2] ^= 0x55;
        packed[packed.length / 2 + 1] ^= 0x55;
        assertThatThrownBy(() -> unpack(packed))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*a\\.txt\\.gz: zstd data is damaged before byte \\d+ of the file: .*");
    }
}
