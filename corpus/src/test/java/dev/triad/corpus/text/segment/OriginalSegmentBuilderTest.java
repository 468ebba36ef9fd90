// SPDX-License-Identifier: Apache-2.0
package dev.triad.corpus.text.segment;

import static dev.triad.corpus.text.segment.Examples.lines;
import static dev.triad.corpus.text.segment.Examples.pair;
import static dev.triad.corpus.text.segment.Examples.single;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sequence length 16 throughout: 14 tokens fit one segment, 13 two, and the first of two aims at (16 − 3) / 2 = 6.
/// What is expected was worked out by hand from the rules of the published code.
class OriginalSegmentBuilderTest {
    private static final double PAIR = 0.5;
    private static final double SINGLE = 0.05;
    private static final double FULL = 0.9;
    private static final double SHORT = 0.01;
    private static final double HEADS = 0.2;
    private static final double TAILS = 0.7;

    private final Examples examples = new Examples();
    private ScriptedDraws draws = new ScriptedDraws();

    private OriginalSegmentBuilder builder(Number... script) {
        draws = new ScriptedDraws(script);
        return new OriginalSegmentBuilder(Examples.layout(16), draws, examples);
    }

    @AfterEach
    void everyScriptedDecisionWasTaken() {
        assertThat(draws.left()).isZero();
    }

    @Test
    void oneExampleInTenHasASingleSegment() {
        lines(builder(SINGLE, FULL), 10, 5, 5, 6);
        assertThat(examples.made).containsExactly(single(10, 24));
    }

    @Test
    void linesGoToTheFirstSegmentBelowItsGoalAndThenToTheSecond() {
        // 3 + 2 < 6; the line of 4 would cross it and the coin says no; 5 + 12 tokens, cut to 5 + 8
        lines(builder(PAIR, TAILS, FULL), 10, 3, 2, 4, 8);
        assertThat(examples.made).containsExactly(pair(10, 15, 23));
    }

    @Test
    void aCoinMayLetTheCrossingLineIntoTheFirstSegment() {
        lines(builder(PAIR, HEADS, FULL), 10, 3, 2, 4, 8);
        assertThat(examples.made).containsExactly(pair(10, 19, 23));
    }

    @Test
    void aShortLineJoinsTheFirstSegmentEvenAfterTheSecondHasBegun() {
        lines(builder(PAIR, TAILS, FULL), 10, 3, 7, 2, 4);
        assertThat(examples.made)
                .containsExactly(pair(
                        IntStream.concat(IntStream.range(10, 13), IntStream.range(20, 22)),
                        IntStream.concat(IntStream.range(13, 20), IntStream.of(22))));
    }

    @Test
    void overflowIsCutOffAndForgotten() {
        var builder = builder(PAIR, FULL, PAIR, TAILS, FULL);
        int next = lines(builder, 10, 40);
        assertThat(examples.made).containsExactly(single(10, 24));
        lines(builder, next, 5, 11);
        assertThat(examples.made.get(1)).isEqualTo(pair(50, 55, 63));
    }

    @Test
    void aSecondSegmentWithoutRoomIsLeftOut() {
        // 13 tokens in the first segment leave 16 − 3 − 13 = 0 for the second
        lines(builder(PAIR, FULL), 10, 13, 3);
        assertThat(examples.made).containsExactly(single(10, 23));
    }

    @Test
    void oneTargetInTwentyIsShort() {
        var builder = builder(PAIR, FULL, PAIR, SHORT, 7, PAIR, FULL);
        int next = lines(builder, 10, 16);
        next = lines(builder, next, 16);
        assertThat(examples.made).hasSize(2);
        // 8 ≥ 7 tokens are an example now, and the first segment aims at (7 − 3) / 2 = 2
        lines(builder, next, 4, 4);
        assertThat(examples.made.get(2)).isEqualTo(pair(42, 46, 50));
    }

    @Test
    void theEndOfADocumentEmitsWhatThereIs() {
        var builder = builder(PAIR, TAILS, FULL, PAIR, FULL);
        int next = lines(builder, 10, 4, 3);
        builder.endDocument();
        builder.endDocument();
        lines(builder, next, 2);
        builder.endDocument();
        assertThat(examples.made).containsExactly(pair(10, 14, 17), single(17, 19));
    }
}
