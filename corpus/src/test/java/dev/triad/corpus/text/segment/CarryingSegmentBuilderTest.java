// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

import static dev.triad.corpus.text.segment.Examples.lines;
import static dev.triad.corpus.text.segment.Examples.pair;
import static dev.triad.corpus.text.segment.Examples.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.data.TokenExample;
import dev.triad.core.random.RandomKey;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// As in the original's test, sequence length 16 holds 14 tokens of one segment or 13 of two, and the first aims at 6.
class CarryingSegmentBuilderTest {
    private static final double PAIR = 0.5;
    private static final double SINGLE = 0.05;
    private static final double FULL = 0.9;
    private static final double SHORT = 0.01;
    private static final double HEADS = 0.2;
    private static final double TAILS = 0.7;

    private final Examples examples = new Examples();

    private CarryingSegmentBuilder builder(Number... script) {
        return builder(SentenceEnds.of(), script);
    }

    private CarryingSegmentBuilder builder(SentenceEnds ends, Number... script) {
        return new CarryingSegmentBuilder(Examples.layout(16), ends, new ScriptedDraws(script), examples);
    }

    @Test
    void whatDoesNotFitBeginsTheNextExample() {
        var builder = builder(PAIR, TAILS, FULL, PAIR, TAILS, FULL);
        // 5 + 8 of 5, 4 and 8 tokens; then the last 4 of the 8, 1, and 8 of 12
        int next = lines(builder, 10, 5, 4, 8);
        assertThat(examples.made).containsExactly(pair(10, 15, 23));
        lines(builder, next, 1, 12);
        assertThat(examples.made.get(1)).isEqualTo(pair(23, 28, 36));
    }

    @Test
    void aLongLineFillsSeveralExamples() {
        var builder = builder(PAIR, FULL, SINGLE, FULL, PAIR, FULL);
        lines(builder, 10, 40);
        builder.endDocument();
        assertThat(examples.made).containsExactly(single(10, 24), single(24, 38), single(38, 50));
    }

    @Test
    void aLineThatIsTooLongIsDealtOutBySentences() {
        // sentences of 3, 2, 6, 9 and 20 tokens; 3 + 2 < 6, and the 6 would cross the goal
        var ends = SentenceEnds.of(12, 14, 20, 29);
        lines(builder(ends, PAIR, TAILS, FULL, SINGLE, FULL), 10, 40);
        assertThat(examples.made).containsExactly(pair(10, 15, 23), single(23, 37));
    }

    @Test
    void aSentenceThatIsTooLongFillsTheExample() {
        lines(builder(SentenceEnds.of(25), PAIR, FULL), 10, 20);
        assertThat(examples.made).containsExactly(single(10, 24));
    }

    @Test
    void aLineThatFitsStaysWholeWhateverSentencesItHas() {
        lines(builder(SentenceEnds.of(11, 12, 13), PAIR, FULL), 10, 8, 8);
        assertThat(examples.made).containsExactly(pair(10, 18, 23));
    }

    @Test
    void aCoinMayLetTheCrossingLineIntoTheFirstSegment() {
        lines(builder(PAIR, HEADS, FULL), 10, 5, 4, 8);
        assertThat(examples.made).containsExactly(pair(10, 19, 23));
    }

    @Test
    void aShortTargetMakesAShortExample() {
        var builder = builder(PAIR, SHORT, 9, PAIR, FULL, PAIR, FULL);
        lines(builder, 10, 14, 4, 10);
        builder.endDocument();
        // 9 holds 6 tokens of two segments, and the first aims at (9 − 3) / 2 = 3
        assertThat(examples.made).containsExactly(single(10, 24), pair(24, 28, 30), single(30, 38));
    }

    @Test
    void theEndOfADocumentEmitsWhatThereIsAndNothingCrossesIt() {
        var builder = builder(PAIR, TAILS, FULL, PAIR, FULL);
        int next = lines(builder, 10, 4, 3);
        builder.endDocument();
        builder.endDocument();
        lines(builder, next, 2);
        builder.endDocument();
        assertThat(examples.made).containsExactly(pair(10, 14, 17), single(17, 19));
    }

    @ParameterizedTest
    @CsvSource({"1, 16, 1, 3", "2, 128, 1, 40", "3, 128, 1, 1000", "4, 128, 2, 60", "5, 8, 2, 9", "6, 512, 1, 30"})
    void everyTokenOfADocumentLandsInExactlyOneExampleInOrder(
            int seed, int sequenceLength, int separators, int longestLine) {
        var random = new Random(seed);
        var layout = new SegmentLayout(sequenceLength, Examples.CLS, Examples.SEP, separators);
        var builder = new CarryingSegmentBuilder(
                layout,
                SentenceEnds.of(13, 17, 40, 95),
                Draws.from(RandomKey.of(seed).at(0, 0, 0)),
                examples);
        for (int document = 0; document < 50; document++) {
            examples.made.clear();
            int next = 10;
            for (int line = random.nextInt(60); line > 0; line--) {
                next = lines(builder, next, random.nextInt(longestLine + 1));
            }
            builder.endDocument();
            assertThat(examples.made.stream()
                            .flatMapToInt(CarryingSegmentBuilderTest::text)
                            .toArray())
                    .isEqualTo(IntStream.range(10, next).toArray());
            assertThat(examples.made).allMatch(example -> example.length() <= sequenceLength);
        }
    }

    @Test
    void theSharesOfSingleAndShortExamplesAreElectras() {
        var builder = new CarryingSegmentBuilder(
                Examples.layout(128),
                SentenceEnds.of(),
                Draws.from(RandomKey.of(7).at(0, 0, 0)),
                examples);
        int next = 10;
        for (int line = 0; line < 100_000; line++) {
            next = lines(builder, next, 20);
        }
        double count = examples.made.size();
        assertThat(examples.made.stream().filter(e -> e.length() < 128).count() / count)
                .isCloseTo(0.05, within(0.005));
        assertThat(examples.made.stream()
                                .filter(e -> e.length() == 128 && e.firstLength() == 128)
                                .count()
                        / count)
                .isCloseTo(0.095, within(0.006));
    }

    private static IntStream text(TokenExample example) {
        return Arrays.stream(example.ids()).filter(id -> id >= 10);
    }
}
