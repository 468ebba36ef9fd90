// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.data.task.Question;
import dev.triad.core.data.task.Rows;
import dev.triad.core.data.task.Tolerance;
import dev.triad.core.random.RandomKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionEncoderTest {
    private static List<String> tokens(int[] ids) {
        return Arrays.stream(ids).mapToObj(Quiz.WORDS.vocabulary()::token).toList();
    }

    @Test
    void aRowIsTheQuestionAndAWindowInTwoSegments() {
        var row = Quiz.encode(Quiz.question("1", "Who sat?", "Ann sat.", "Ann"))
                .rows()
                .getFirst();
        assertThat(tokens(row.ids()))
                .containsExactly("[CLS]", "who", "sat", "[UNK]", "[SEP]", "ann", "sat", ".", "[SEP]");
        assertThat(row.types()).containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1);
        assertThat(row.length()).isEqualTo(9);
        assertThat(row.offset()).isEqualTo(5);
        assertThat(new int[] {row.start(), row.end()}).containsExactly(5, 5);
    }

    @Test
    void robertaHasTwoSeparatorsAndOneSegment() {
        var row = Quiz.encode(Quiz.BYTES, Quiz.ROWS, Quiz.question("1", "ab", "c \u00e9f", "\u00e9f"))
                .all()
                .getFirst()
                .rows()
                .getFirst();
        assertThat(Arrays.stream(row.ids()).filter(id -> id < 5).toArray()).containsExactly(0, 2, 2, 2);
        assertThat(row.ids()[0]).isZero();
        assertThat(Arrays.copyOfRange(row.ids(), 3, 5)).containsExactly(2, 2);
        assertThat(row.types()).containsOnly(0);
        assertThat(row.offset()).isEqualTo(5);
        // c, space, two bytes of the accented letter, f
        assertThat(new int[] {row.start(), row.end()}).containsExactly(7, 9);
        assertThat(row.question().context().text(2, 4)).isEqualTo("\u00e9f");
    }

    @Test
    void longQuestionsAreCut() {
        var row = Quiz.encode(Quiz.question("1", "who who who who who who who who", "Ann sat.", "Ann"))
                .rows()
                .getFirst();
        assertThat(row.offset()).isEqualTo(2 + Quiz.ROWS.maxQuestion());
    }

    @ParameterizedTest
    @CsvSource({"0, 5, 3, 0+0", "4, 5, 3, 0+4", "5, 5, 3, 0+5", "12, 5, 3, 0+5 3+5 6+5 9+3", "7, 5, 9, 0+5 5+2"})
    void windowsOverlapUntilTheEndIsCovered(int tokens, int room, int stride, String expected) {
        var windows = EncodedQuestion.windows(tokens, room, stride).stream()
                .map(window -> window.first() + "+" + window.length())
                .toList();
        assertThat(String.join(" ", windows)).isEqualTo(expected);
    }

    /// BERT's example: "the man went to the store and bought a gallon of milk" in windows of five words, three apart.
    /// The word "bought" ends the second and is the second of the third, which knows more around it.
    @Test
    void aTokenBelongsToTheWindowThatKnowsMostAroundIt() {
        var words = Quiz.encode(Quiz.question("1", "who", "a a a a a a a b a a a a", "b"));
        var question = new EncodedQuestion(
                words.question(),
                words.query(),
                words.context(),
                words.answer(),
                EncodedQuestion.windows(12, 5, 3),
                words.layout());
        assertThat(question.windows().get(1).contains(7)).isTrue();
        assertThat(question.windows().get(2).contains(7)).isTrue();
        assertThat(question.bestWindow(7)).isEqualTo(2);
        assertThat(question.bestWindow(0)).isZero();
        assertThat(question.bestWindow(11)).isEqualTo(3);
        // "to" is last but one of the first window and first of the second
        assertThat(question.bestWindow(3)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyTokenHasExactlyOneBestWindow(long seed) {
        var draws = RandomKey.of(seed).at(0, 0, 0);
        var base = Quiz.encode(Quiz.question("1", "who", "a b", "b"));
        for (int round = 0; round < 200; round++) {
            int tokens = 1 + draws.nextInt(60);
            int room = 1 + draws.nextInt(20);
            var windows = EncodedQuestion.windows(tokens, room, 1 + draws.nextInt(20));
            var question = new EncodedQuestion(
                    base.question(), base.query(), base.context(), base.answer(), windows, base.layout());
            for (int token = 0; token < tokens; token++) {
                var best = windows.get(question.bestWindow(token));
                assertThat(best.contains(token)).isTrue();
                for (var other : windows) {
                    if (other.contains(token))
                        assertThat(other.context(token)).isLessThanOrEqualTo(best.context(token));
                }
            }
        }
    }

    @Test
    void aWindowWithoutTheWholeAnswerPointsAtTheFirstToken() {
        var question = Quiz.some().all().get(2);
        assertThat(question.windows().size()).isGreaterThan(2);
        assertThat(question.answer()).isNotNull();
        int with = 0;
        for (var row : question.rows()) {
            boolean whole = row.window().contains(question.answer());
            with += whole ? 1 : 0;
            if (whole) {
                assertThat(tokens(Arrays.copyOfRange(row.ids(), row.start(), row.end() + 1)))
                        .containsExactly("19", "##00");
            } else {
                assertThat(new int[] {row.start(), row.end()}).containsExactly(0, 0);
            }
            assertThat(row.isImpossible()).isFalse();
            assertThat(row.length()).isLessThanOrEqualTo(Quiz.ROWS.maxLength());
        }
        assertThat(with).isPositive().isLessThan(question.windows().size());
    }

    /// Answers as data sets have them: text, where it is said to begin, and the tokens that should be learned.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1900|8|19 ##00", // behind a hyphen in brackets
                "Cids|0|cid ##s",
                "cids|0|cid ##s", // in other case
                "Cid|0|cid",
                "1914|15|19 ##14", // a little off, found in the words around
                "red  Oslo|20|red oslo", // other spacing
                "Ann|13|-", // not there
                "Bonn|90|-", // behind the end
                "Bonn|-1|-",
            })
    void answersAreFoundWhereTheyStand(String answer, int start, String expected) throws IOException {
        String context = "Cids (a-1900) 1914   red\tOslo";
        var question = Quiz.question("1", "who", context, answer, start);
        var rows = new Rows<>("quiz", List.of(question, Quiz.question("2", "who", "a", "a")), 0, List.of());
        var learnable = new QuestionEncoder(Quiz.WORDS, Quiz.ROWS).toLearn(rows, new Tolerance(0.5));
        if (expected.equals("-")) {
            assertThat(learnable.questions().size()).isEqualTo(1);
            assertThat(learnable.rows().complaint().orElseThrow())
                    .contains("has an answer that does not stand in the text where it should");
            return;
        }
        var encoded = learnable.questions().all().getFirst();
        var span = encoded.answer();
        assertThat(span).isNotNull();
        assertThat(tokens(Arrays.copyOfRange(encoded.context().ids(), span.first(), span.last() + 1)))
                .isEqualTo(List.of(expected.split(" ")));
    }

    @Test
    void whatIsNotSaidCannotBeLearned() {
        var unlabelled = new Question(7, "1", "who", "Ann", List.of(), List.of(), false);
        var rows = new Rows<>("quiz", List.of(unlabelled), 0, List.of());
        var encoder = new QuestionEncoder(Quiz.WORDS, Quiz.ROWS);
        assertThatThrownBy(() -> encoder.toLearn(rows, Tolerance.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 7 has neither an answer nor a mark that there is none");
        assertThat(encoder.toAsk(List.of(unlabelled)).windows()).isEqualTo(1);
    }

    @Test
    void questionsOfOneTextShareItsTokens() {
        var questions = Quiz.some().all();
        assertThat(questions.get(0).context()).isSameAs(questions.get(1).context());
        assertThat(questions.get(3).context()).isNotSameAs(questions.get(2).context());
    }

    @Test
    void rowsThatHoldNoTextAreRefused() {
        assertThatThrownBy(() -> new WindowOptions(64, 60, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows of 64 tokens leave no room");
        assertThat(WindowOptions.DEFAULT.within(128)).isEqualTo(new WindowOptions(128, 32, 128));
    }
}
