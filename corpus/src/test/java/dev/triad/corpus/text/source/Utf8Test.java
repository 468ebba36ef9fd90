// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    /// Where Java's own decoder stops, or where the first NUL is.
    private static int expectedEnd(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
        for (int i = 0; i < in.position(); i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return in.position();
    }

    @Test
    void agreesWithJavasDecoderOnEveryPairOfBytesInEveryPlace() {
        for (int pair = 0; pair < 1 << 16; pair++) {
            byte[] bytes = new byte[12];
            Arrays.fill(bytes, (byte) 'x');
            int at = pair % 11;
            bytes[at] = (byte) (pair >> 8);
            bytes[at + 1] = (byte) pair;
            assertThat(Utf8.textEnd(bytes, 0, bytes.length)).as("%04x", pair).isEqualTo(expectedEnd(bytes));
        }
    }

    @Test
    void agreesWithJavasDecoderOnRandomBytesThatLookLikeCharacters() {
        var random = new Random(3);
        int[] interesting = {
            0, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
            0xFF
        };
        for (int trial = 0; trial < 300_000; trial++) {
            byte[] bytes = new byte[random.nextInt(7)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) interesting[random.nextInt(interesting.length)];
            }
            assertThat(Utf8.textEnd(bytes, 0, bytes.length))
                    .as(() -> Arrays.toString(bytes))
                    .isEqualTo(expectedEnd(bytes));
        }
    }

    @Test
    void aCharacterCutShortMayGoOnAndABadOneMayNot() {
        byte[] treble = "𝄞".getBytes(StandardCharsets.UTF_8);
        for (int length = 1; length < 4; length++) {
            assertThat(Utf8.mayGoOn(treble, 0, length)).isTrue();
        }
        assertThat(Utf8.mayGoOn(new byte[] {(byte) 0xED, (byte) 0xA0}, 0, 2)).isFalse();
        assertThat(Utf8.mayGoOn(new byte[] {(byte) 0xC0}, 0, 1)).isFalse();
        assertThat(Utf8.mayGoOn(new byte[] {0}, 0, 1)).isFalse();
    }
}
