// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpanScoresTest {
    private static List<String> tags(String line) {
        return Arrays.asList(line.split(" "));
    }

    /// The right column is what conlleval makes of each row: type, first word, word after the last.
    @ParameterizedTest
    @CsvSource({
        "O O O, ''",
        "B-A I-A O, A 0 2",
        "B-A B-A I-A, A 0 1; A 1 3",
        "O I-A I-A, A 1 3",
        "I-A I-B O, A 0 1; B 1 2",
        "B-A I-B I-B, A 0 1; B 1 3",
        "I-A O I-A, A 0 1; A 2 3",
        "B-A E-A S-B, A 0 2; B 2 3",
        "E-A E-A O, A 0 1; A 1 2",
        "E-A I-A O, A 0 1; A 1 2",
        "S-A I-A E-A, A 0 1; A 1 3",
        "O E-A O, A 1 2",
        "B-A S-A O, A 0 1; A 1 2",
        "B-A M-A L-A U-A, A 0 3; A 3 4",
        "B I O B, ' 0 2;  3 4'",
        "B-A-1 I-A-1 I-A-2, A-1 0 2; A-2 2 3",
    })
    void spansAreThoseOfConlleval(String line, String expected) {
        var spans = TagSpan.of(tags(line)).stream()
                .map(span -> span.type() + " " + span.start() + " " + span.end())
                .toList();
        assertThat(String.join("; ", spans)).isEqualTo(expected);
    }

    @Test
    void aSpanIsRightOnlyIfTypeAndBothBordersAre() {
        var gold = List.of(tags("B-NP I-NP O B-VP"), tags("B-NP O B-NP I-NP"));
        var predicted = List.of(tags("B-NP I-NP O B-NP"), tags("B-NP O B-NP O"));
        var scores = SpanScores.of(gold, predicted);
        assertThat(scores.all()).isEqualTo(new PrecisionRecall(2, 4, 4));
        assertThat(scores.byType())
                .containsOnlyKeys("NP", "VP")
                .containsEntry("NP", new PrecisionRecall(2, 4, 3))
                .containsEntry("VP", new PrecisionRecall(0, 0, 1));
        assertThat(scores.all().f1()).isCloseTo(0.5, within(1e-12));
        assertThat(scores.accuracy()).isCloseTo(6 / 8.0, within(1e-12));
    }

    @Test
    void withoutSpansEveryScoreIsZero() {
        var scores = SpanScores.of(List.of(tags("O O")), List.of(tags("O O")));
        assertThat(scores.all().f1()).isZero();
        assertThat(scores.accuracy()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void bothSchemesSpellTheSameSpans(long seed) {
        var random = new Random(seed);
        var alphabet = List.of("O", "B-A", "I-A", "E-A", "S-A", "B-B", "I-B", "E-B", "S-B");
        var any = IntStream.range(0, 40)
                .mapToObj(_ -> alphabet.get(random.nextInt(alphabet.size())))
                .toList();
        var spans = TagSpan.of(any);
        assertThat(TagSpan.of(TagScheme.BIO.recode(any))).isEqualTo(spans);
        assertThat(TagSpan.of(TagScheme.BIOES.recode(any))).isEqualTo(spans);
    }

    @Test
    void bioesMarksBothBorders() {
        assertThat(TagScheme.BIOES.recode(tags("B-A I-A I-A B-B O B-A I-A")))
                .isEqualTo(tags("B-A I-A E-A S-B O B-A E-A"));
        assertThat(TagScheme.BIO.recode(tags("I-A E-A S-B"))).isEqualTo(tags("B-A I-A B-B"));
        assertThat(TagScheme.BIOES.recode(tags("B I"))).isEqualTo(tags("B E"));
    }

    @Test
    void tagsThatMarkNoSpansAreRefused() {
        for (var tag : List.of("NN", "", "X-A", "O-A", "BA")) {
            assertThatThrownBy(() -> TagSpan.of(List.of("O", tag)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + tag + "\" marks no span");
        }
    }

    @Test
    void spansThatOverlapOrLeaveTheSentenceHaveNoTags() {
        assertThatThrownBy(() -> TagScheme.BIO.encode(List.of(new TagSpan("A", 0, 2), new TagSpan("B", 1, 2)), 3))
                .hasMessageContaining("overlaps");
        assertThatThrownBy(() -> TagScheme.BIO.encode(List.of(new TagSpan("A", 2, 4)), 3))
                .hasMessageContaining("outside a sentence of 3 words");
    }
}
