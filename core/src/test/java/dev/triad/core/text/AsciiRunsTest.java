// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiRunsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void runsEndWhereAByteByByteSearchSaysSo(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            var text = new byte[random.nextInt(40)];
            for (int j = 0; j < text.length; j++) {
                boolean letter = random.nextInt(12) > 0;
                text[j] =
                        (byte) (letter ? (random.nextBoolean() ? 'a' : 'A') + random.nextInt(26) : random.nextInt(256));
            }
            int limit = random.nextInt(text.length + 1);
            int at = random.nextInt(limit + 1);
            assertThat(AsciiRuns.endOfLetters(text, at, limit)).isEqualTo(end(text, at, limit, false));
            assertThat(AsciiRuns.endOfLettersAndDigits(text, at, limit)).isEqualTo(end(text, at, limit, true));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 7})
    void everyByteIsClassedRightInEveryPlaceOfEight(int place) {
        for (int value = 0; value < 256; value++) {
            var text = "abcdefghijklmnop".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            text[place] = (byte) value;
            assertThat(AsciiRuns.endOfLetters(text, 0, 16)).isEqualTo(end(text, 0, 16, false));
            assertThat(AsciiRuns.endOfLettersAndDigits(text, 0, 16)).isEqualTo(end(text, 0, 16, true));
        }
    }

    private static int end(byte[] text, int at, int limit, boolean digits) {
        int end = at;
        while (end < limit
                && ((text[end] >= 'a' && text[end] <= 'z')
                        || (text[end] >= 'A' && text[end] <= 'Z')
                        || (digits && text[end] >= '0' && text[end] <= '9'))) {
            end++;
        }
        return end;
    }
}
