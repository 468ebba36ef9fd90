// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {
    /// Splits `text` fed in parts of random length: lines end with "|", pieces with "-", blank lines are "".
    private static List<String> split(String text, int longest, Random random) throws IOException {
        var lines = new ArrayList<String>();
        var current = new StringBuilder();
        byte[] bytes = Fixtures.utf8(text);
        var splitter = new LineSplitter(longest, new LineSplitter.Handler() {
            @Override
            public void text(byte[] utf8, int from, int to) {
                current.append(new String(utf8, from, to - from, StandardCharsets.UTF_8));
            }

            @Override
            public void endPiece(long offset) {
                lines.add(current + "-");
                current.setLength(0);
            }

            @Override
            public void endLine(boolean blank, long offset) {
                assertThat(offset == bytes.length || bytes[(int) offset - 1] == '\n')
                        .isTrue();
                lines.add(blank ? "" : current + "|");
                current.setLength(0);
            }
        });
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(9));
            splitter.feed(bytes, at, to);
            at = to;
        }
        splitter.finish();
        return lines;
    }

    @Test
    void takesWhiteSpaceOffLinesAndNoticesBlankOnes() throws IOException {
        assertThat(split(" a b \r\n\n\t\n \u00A0\u3000\nc\n\u2028", 100, new Random(1)))
                .containsExactly("a b|", "", "", "", "c|", "");
    }

    @Test
    void cutsLongLinesBeforeWhiteSpaceOrBetweenCharacters() throws IOException {
        assertThat(split("one two three four\nfive", 10, new Random(1)))
                .containsExactly("one two-", " three-", " four|", "five|");
        assertThat(split("ééééééé", 9, new Random(1))).containsExactly("éééé-", "ééé|");
        assertThat(split("𝄞𝄞𝄞𝄞", 8, new Random(1))).containsExactly("𝄞-", "𝄞-", "𝄞𝄞|");
    }

    @Test
    void aLineOfExactlyTheLongestLengthStaysWhole() throws IOException {
        assertThat(split("12345678\n12345678", 8, new Random(1))).containsExactly("12345678|", "12345678|");
        assertThat(split("123456789", 8, new Random(1))).containsExactly("1234567-", "89|");
    }

    @Test
    void aLongBlankLineIsOneBlankLine() throws IOException {
        assertThat(split(" ".repeat(50) + "\nx", 8, new Random(1))).last().isEqualTo("x|");
        assertThat(split("x" + " ".repeat(50) + "\n", 8, new Random(1)).getLast())
                .isEqualTo("|");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theLinesDependOnTheTextAloneAndNotOnHowItCame(int seed) throws IOException {
        var random = new Random(seed);
        for (int trial = 0; trial < 200; trial++) {
            String text = Fixtures.text(random, 20);
            int longest = 8 + random.nextInt(60);
            var lines = split(text, longest, random);
            assertThat(split(text, longest, random)).isEqualTo(lines);
            String joined = String.join("", lines).replace("|", "").replace("-", "");
            assertThat(joined.replaceAll("[\\s\\h]", "")).isEqualTo(text.replaceAll("[\\s\\h]", ""));
        }
    }
}
