// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    /// Bytes around the edges of what UTF-8 allows.
    private static final byte[] EDGES = {
        'a',
        0,
        0x7F,
        (byte) 0x80,
        (byte) 0x8F,
        (byte) 0x90,
        (byte) 0x9F,
        (byte) 0xA0,
        (byte) 0xBF,
        (byte) 0xC0,
        (byte) 0xC1,
        (byte) 0xC2,
        (byte) 0xDF,
        (byte) 0xE0,
        (byte) 0xE1,
        (byte) 0xED,
        (byte) 0xEE,
        (byte) 0xEF,
        (byte) 0xF0,
        (byte) 0xF1,
        (byte) 0xF4,
        (byte) 0xF5,
        (byte) 0xFF
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void acceptsWhatTheJdkAcceptsAndFindsTheSameFirstMistake(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            var bytes = new byte[random.nextInt(8)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = EDGES[random.nextInt(EDGES.length)];
            }
            var in = ByteBuffer.wrap(bytes);
            boolean malformed = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(in, CharBuffer.allocate(16), true)
                    .isError();
            if (malformed) {
                assertThatThrownBy(() -> Utf8.check(bytes, 0, bytes.length))
                        .isInstanceOfSatisfying(
                                MalformedUtf8Exception.class,
                                e -> assertThat(e.offset()).isEqualTo(in.position()));
            } else {
                Utf8.check(bytes, 0, bytes.length);
            }
        }
    }

    @Test
    void decodesEveryCodePoint() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                var bytes = Utf8.encode(c);
                assertThat(Utf8.decode(bytes, 0, bytes.length)).isEqualTo(c);
                assertThat(Utf8.decodeBefore(bytes, bytes.length)).isEqualTo(c);
                assertThat(Utf8.length(c)).isEqualTo(bytes.length);
            }
        }
    }

    @Test
    void aLoneSurrogateBecomesTheReplacementCharacter() {
        var text = "a\uD83Db\uDE00\uD83D\uDE00\uDE00";
        assertThat(new String(Utf8.encode(text), StandardCharsets.UTF_8)).isEqualTo("a\uFFFDb\uFFFD😀\uFFFD");
    }
}
