// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged files end in rows and problems or in an [IOException], never in anything else.
final class TaskReaderFuzzTest {
    private static final Tolerance ALL = new Tolerance(1);
    private static final TextColumns COLUMNS = TextColumns.of("text", "other").withLabels("label");
    private static final List<Sample> SAMPLES = List.of(
            new Sample(
                    "text\tother\tlabel\na \u00e9\tb\t1\nc\td\t0\n",
                    in -> TextExamples.read(in, "f", TableFormat.TSV, COLUMNS, ALL)),
            new Sample(
                    "text,other,label\n\"a, \"\"q\"\"\nx\",b,1\nc,\ud83d\ude00,0\n",
                    in -> TextExamples.read(in, "f", TableFormat.CSV, COLUMNS, ALL)),
            new Sample(
                    "{\"text\":\"a\\n\u00e9\",\"other\":2.5e3,\"label\":[\"x\",null]}\n{\"text\":\"a\",\"other\":true,\"label\":1}\n",
                    in -> TextExamples.read(in, "f", TableFormat.JSON_LINES, COLUMNS, ALL)),
            new Sample(
                    "sentence1\tsentence2\tscore\na\tb\t1.5\n",
                    in -> GlueTask.STSB.read(in, "f", TableFormat.TSV, ALL)),
            new Sample(
                    "-DOCSTART- O\n\na NN B-X\nb NN I-X\n\nc\tO\n",
                    in -> ConllSentences.read(in, "f", ConllSentences.Columns.FIRST_AND_LAST, ALL)),
            new Sample(
                    "{\"data\":[{\"title\":\"t\",\"paragraphs\":[{\"context\":\"\ud83d\ude00 a b\",\"qas\":[{\"id\":\"1\","
                            + "\"question\":\"q\",\"answers\":[{\"text\":\"a\",\"answer_start\":2}],\"is_impossible\":false}]}]}]}",
                    in -> SquadQuestions.read(in, "f", ALL)),
            new Sample(
                    "{\"header\":{}}\n{\"context\":\"\ud83d\ude00 a b\",\"qas\":[{\"qid\":\"1\",\"question\":\"q\",\"answers\":[\"a\"],"
                            + "\"detected_answers\":[{\"text\":\"a\",\"char_spans\":[[2,2]]}]}]}\n",
                    in -> MrqaQuestions.read(in, "f", ALL)));

    private record Sample(String text, Reading reading) {}

    @FunctionalInterface
    private interface Reading {
        Rows<?> read(InputStream in) throws IOException;
    }

    /// Counts outcomes, so that a fuzz test that never reads anything, or never fails, is noticed.
    private static final class Outcomes {
        int read;
        int refused;

        void of(Sample sample, byte[] bytes) {
            try {
                var rows = sample.reading().read(new ByteArrayInputStream(bytes));
                assertThat(rows.rows()).isNotEmpty();
                read++;
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("f: ");
                refused++;
            }
        }
    }

    @Test
    void everySampleIsReadWhole() {
        var outcomes = new Outcomes();
        SAMPLES.forEach(sample -> outcomes.of(sample, sample.text().getBytes(StandardCharsets.UTF_8)));
        assertThat(outcomes.read).isEqualTo(SAMPLES.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void changedBytesAreReadOrRefused(long seed) {
        var random = new Random(seed);
        var outcomes = new Outcomes();
        for (int round = 0; round < 20_000; round++) {
            var sample = SAMPLES.get(round % SAMPLES.size());
            byte[] bytes = sample.text().getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
            }
            outcomes.of(sample, bytes);
        }
        assertThat(outcomes.read).isPositive();
        assertThat(outcomes.refused).isPositive();
    }

    @Test
    void filesCutShortAreReadOrRefused() {
        var outcomes = new Outcomes();
        for (var sample : SAMPLES) {
            byte[] bytes = sample.text().getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < bytes.length; length++) {
                outcomes.of(sample, Arrays.copyOf(bytes, length));
            }
        }
        assertThat(outcomes.read).isPositive();
        assertThat(outcomes.refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomBytesAreReadOrRefused(long seed) {
        var random = new Random(seed);
        var outcomes = new Outcomes();
        for (int round = 0; round < 7_000; round++) {
            var bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            outcomes.of(SAMPLES.get(round % SAMPLES.size()), bytes);
        }
        assertThat(outcomes.refused).isPositive();
    }

    @Test
    void aLineLongerThanAllowedIsToldInsteadOfFillingTheMemory() throws IOException {
        var bytes = new byte[300];
        Arrays.fill(bytes, (byte) 'x');
        bytes[99] = '\n';
        var lines = new LineReader(new ByteArrayInputStream(bytes), "f", 150);
        assertThat(lines.next()).isTrue();
        assertThatThrownBy(lines::next)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("f: line 2 is longer than 150 bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void linesAreThoseOfSplittingWhereverTheBufferEnds(long seed) throws IOException {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append("\u00e9".repeat(random.nextInt(60))).append(random.nextInt(5) == 0 ? "\r\n" : "\n");
        }
        var expected = text.toString().split("\r?\n", -1);
        var lines = new LineReader(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)), "f");
        for (int i = 0; lines.next(); i++) {
            assertThat(lines.lenientText()).isEqualTo(expected[i]);
            assertThat(lines.number()).isEqualTo(i + 1);
        }
        assertThat(lines.number()).isEqualTo(3_000);
    }
}
