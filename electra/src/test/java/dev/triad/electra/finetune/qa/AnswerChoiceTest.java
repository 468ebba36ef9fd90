// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.triad.electra.finetune.qa.FoundAnswer.Candidate;
import dev.triad.electra.finetune.qa.WindowAnswers.Scored;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerChoiceTest {
    private static final EncodedQuestion QUESTION =
            Quiz.encode(Quiz.question("1", "who", "Ann (the  RED) ann. Ann", "Ann"));

    private static FoundAnswer choose(boolean relative, WindowAnswers... windows) {
        return AnswerChoice.of(QUESTION, List.of(windows), relative, 3);
    }

    @Test
    void theTextIsCutOutOfTheContextAsItStandsThere() {
        var found = choose(false, new WindowAnswers(List.of(new Scored(2, 3, -1), new Scored(0, 0, -3)), 0));
        assertThat(found.best()).isEqualTo("the  RED");
        assertThat(found.candidates())
                .extracting(Candidate::text, Candidate::start, Candidate::end)
                .containsExactly(tuple("the  RED", 5, 13), tuple("Ann", 0, 3));
    }

    @Test
    void aTextCountsOnceWithItsBestScoreAndOnlyTheBestAreKept() {
        // tokens: ann ( the red ) ann . ann
        var found = choose(
                false,
                new WindowAnswers(List.of(new Scored(0, 0, -4), new Scored(1, 1, -6)), 0.5),
                new WindowAnswers(List.of(new Scored(7, 7, -2), new Scored(5, 5, -3), new Scored(6, 6, -5)), -0.5));
        assertThat(found.candidates()).extracting(Candidate::text).containsExactly("Ann", "ann", ".");
        assertThat(found.candidates().getFirst().start()).isEqualTo(20);
        assertThat(found.candidates().stream()
                        .mapToDouble(Candidate::probability)
                        .sum())
                .isCloseTo(1, within(1e-12));
        assertThat(found.candidates().get(0).probability()
                        / found.candidates().get(1).probability())
                .isCloseTo(Math.E, within(1e-9));
    }

    @Test
    void oneWindowWithAnAnswerIsEnough() {
        var low = new WindowAnswers(List.of(new Scored(0, 0, 2)), -7);
        var high = new WindowAnswers(List.of(), 3);
        assertThat(choose(false, high, low).noAnswer()).isEqualTo(-7);
        assertThat(choose(true, high, low).noAnswer()).isEqualTo(-9);
        assertThat(choose(true, high).noAnswer()).isEqualTo(3);
    }

    @Test
    void withoutASpanNothingIsPredicted() {
        assertThat(choose(false, new WindowAnswers(List.of(), -9)).best()).isEmpty();
    }

    @Test
    void aThresholdTurnsTheAnswerIntoNone() {
        var found = choose(false, new WindowAnswers(List.of(new Scored(0, 0, 2)), -2));
        assertThat(found.text(-2)).isEqualTo("Ann");
        assertThat(found.text(-2.75)).isEmpty();
    }
}
