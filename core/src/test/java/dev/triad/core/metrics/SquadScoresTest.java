// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Expected values come from a Python program written after the official scripts' description.
final class SquadScoresTest {
    private static final Map<String, List<String>> REFERENCES = new LinkedHashMap<>();
    private static final Map<String, String> PREDICTIONS = Map.of(
            "q1", "the broncos of Denver",
            "q2", "308.",
            "q3", "",
            "q4", "Paris",
            "q5", "year 1066",
            "q6", "",
            "q7", "red wine",
            "q8", "Rome");
    private static final Map<String, Double> NO_ANSWER =
            Map.of("q1", -3.0, "q2", -1.0, "q3", 2.5, "q4", 0.5, "q5", 0.5, "q6", -2.0, "q7", 1.0, "q8", -2.5);

    static {
        REFERENCES.put("q1", List.of("Denver Broncos", "The Denver Broncos"));
        REFERENCES.put("q2", List.of("308"));
        REFERENCES.put("q3", List.of());
        REFERENCES.put("q4", List.of());
        REFERENCES.put("q5", List.of("in the year 1066", "1066"));
        REFERENCES.put("q6", List.of("the"));
        REFERENCES.put("q7", List.of("red, red wine"));
        REFERENCES.put("q8", List.of());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"The  Cat's a-hat!\", cats ahat",
                "a an the, \"\"",
                "\"An\u00a0apple \u2013 THE end\", apple \u2013 end",
                "theatre of an_ant a, theatre of anant",
                "\"\u00c9 the\u0301 A.\u2003b\", \u00e9 \u0301 b",
                "\u00bda the\u00bd, \u00bda the\u00bd",
                "\u0130stanbul \u039f\u0394\u039f\u03a3, i\u0307stanbul \u03bf\u03b4\u03bf\u03c2",
            })
    void answersAreNormalisedAsInPython(String answer, String expected) {
        assertThat(AnswerText.normalize(answer)).isEqualTo(expected);
    }

    @Test
    void repeatedWordsCountAsOftenAsBothHaveThem() {
        assertThat(AnswerText.f1("red red red", "red red wine")).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(AnswerText.f1("", "")).isZero();
        assertThat(AnswerText.exactMatch("The Cat", "cat.")).isEqualTo(1);
    }

    @Test
    void versionOneTakesTheBestReferenceAndCountsTheUnansweredAsWrong() {
        var answerable = new LinkedHashMap<>(REFERENCES);
        answerable.keySet().removeAll(List.of("q3", "q4", "q8"));
        var predictions = new HashMap<>(PREDICTIONS);
        predictions.remove("q7");
        var scores = SquadV1Scores.of(answerable, predictions);
        assertThat(scores.total()).isEqualTo(5);
        assertThat(scores.answered()).isEqualTo(4);
        assertThat(scores.exactMatch()).isCloseTo(40, within(1e-9)); // q2, q6
        assertThat(scores.f1()).isCloseTo(100 * (0.8 + 1 + 0.8 + 0) / 5, within(1e-9)); // no words, no F1
        assertThat(scores.byName()).containsOnlyKeys("exact_match", "f1");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 37.5, 67.5, 40, 88, 33.333333333333336",
        "-2.75, 37.5, 47.5, 0, 16, 100",
        "0, 50, 60, 40, 56, 66.66666666666667"
    })
    void aThresholdBlanksAnswers(double threshold, double exact, double f1, double hasExact, double hasF1, double no) {
        var scores =
                SquadV2Scores.of(REFERENCES, PREDICTIONS, NO_ANSWER, threshold).byName();
        var expected = new LinkedHashMap<String, Double>();
        expected.put("exact", exact);
        expected.put("f1", f1);
        expected.put("total", 8.0);
        expected.put("HasAns_exact", hasExact);
        expected.put("HasAns_f1", hasF1);
        expected.put("HasAns_total", 5.0);
        expected.put("NoAns_exact", no);
        expected.put("NoAns_f1", no);
        expected.put("NoAns_total", 3.0);
        expected.put("best_exact", 50.0);
        expected.put("best_exact_thresh", -1.0);
        expected.put("best_f1", 67.5);
        expected.put("best_f1_thresh", 1.0);
        assertThat(List.copyOf(scores.keySet())).isEqualTo(List.copyOf(expected.keySet()));
        expected.forEach((name, value) -> assertThat(scores.get(name)).as(name).isCloseTo(value, within(1e-9)));
    }

    @Test
    void questionsWithoutAPredictionAreLeftOutAndCounted() {
        var scores = SquadV2Scores.of(REFERENCES, Map.of("q2", "308", "unknown", "x"), Map.of(), 0);
        assertThat(scores.all()).isEqualTo(new SquadV2Scores.Part(100, 100, 1));
        assertThat(scores.unanswerable()).isNull();
        assertThat(scores.missing()).isEqualTo(7);
        assertThat(scores.byName()).doesNotContainKey("NoAns_exact");
    }

    @Test
    void withoutQuestionsEveryScoreIsZero() {
        assertThat(SquadV1Scores.of(Map.of(), Map.of())).isEqualTo(new SquadV1Scores(0, 0, 0, 0));
        var scores = SquadV2Scores.of(Map.of(), Map.of(), Map.of(), 0);
        assertThat(scores.all()).isEqualTo(new SquadV2Scores.Part(0, 0, 0));
        assertThat(scores.bestF1()).isEqualTo(new SquadV2Scores.Best(0, 0));
    }
}
