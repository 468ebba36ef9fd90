// SPDX-License-Identifier: Apache-2.0
package dev.triad.core.data.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuestionReadersTest {
    private static final Tolerance MOST = new Tolerance(0.9);

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Rows<Question> squad(String paragraphs) throws IOException {
        return SquadQuestions.read(
                bytes("{\"version\": \"2.0\", \"data\": [{\"paragraphs\": [\n" + paragraphs + "]}]}"), "data", MOST);
    }

    private static Rows<Question> mrqa(String text) throws IOException {
        return MrqaQuestions.read(bytes(text), "data", MOST);
    }

    @Test
    void squadAnswersStandWhereTheFileSays() throws IOException {
        var rows = squad("""
                {"qas": [
                  {"id": "a", "question": "Who?", "answers": [
                    {"text": "Ann", "answer_start": 0}, {"answer_start": 0, "text": "Ann"}, {"text": "Ann B", "answer_start": 0}]},
                  {"id": "b", "question": "When?", "is_impossible": true, "answers": [], "plausible_answers": [{}]},
                  {"question": "Open?", "id": "c"}],
                 "context": "Ann B"}""");
        assertThat(rows.rows())
                .containsExactly(
                        new Question(
                                3,
                                "a",
                                "Who?",
                                "Ann B",
                                List.of(
                                        new Question.Answer("Ann", 0),
                                        new Question.Answer("Ann", 0),
                                        new Question.Answer("Ann B", 0)),
                                List.of("Ann", "Ann B"),
                                true),
                        new Question(5, "b", "When?", "Ann B", List.of(), List.of(), true),
                        new Question(6, "c", "Open?", "Ann B", List.of(), List.of(), false));
        assertThat(rows.rows().get(1).isAnswerable()).isFalse();
    }

    @Test
    void positionsCountCodePointsInTheFileAndCodeUnitsHere() throws IOException {
        var rows = squad("""
                {"context": "\ud83d\ude00\ud83d\ude00 ab", "qas": [{"id": "a", "question": "?", "answers": [
                {"text": "ab", "answer_start": 3}, {"text": "x", "answer_start": 6}, {"text": "y", "answer_start": -1}]}]}""");
        var answers = rows.rows().getFirst().answers();
        assertThat(answers).extracting(Question.Answer::start).containsExactly(5, -1, -1);
        assertThat(answers.getFirst().end()).isEqualTo(7);
    }

    @Test
    void badQuestionsAreCountedAndTheOthersRead() throws IOException {
        var rows = squad("""
                {"context": "x", "qas": [
                {"id": "a", "question": "?", "answers": [{"text": "x", "answer_start": "0"}]},
                {"id": "b", "answers": []},
                3,
                {"id": "c", "question": "?", "answers": "x"},
                {"id": "d", "question": "?", "answers": [], "is_impossible": true},
                {"id": "d", "question": "??", "answers": []},
                {"id": "e", "question": "?", "is_impossible": true, "answers": [{"text": "x", "answer_start": 0}]}
                ]}, [], {"qas": [{"id": "f", "question": "?"}]}""");
        assertThat(rows.rows()).extracting(Question::id).containsExactly("d");
        assertThat(rows.unreadable()).isEqualTo(8);
        assertThat(rows.problems())
                .extracting(Rows.Problem::toString)
                .containsExactly(
                        "line 5 has a question that is no object",
                        "line 3 has an \"answer_start\" that is no whole number",
                        "line 4 has no \"question\"",
                        "line 6 has no list in \"answers\"",
                        "line 8 has the id of an earlier question, \"d\"");
    }

    @Test
    void otherJsonIsRefused() {
        assertThatThrownBy(() -> SquadQuestions.read(bytes("[]"), "data", MOST))
                .hasMessage("data: is no SQuAD file: it does not hold a JSON object");
        assertThatThrownBy(() -> SquadQuestions.read(bytes("{\"data\": {}}"), "data", MOST))
                .hasMessage("data: is no SQuAD file: it has no list \"data\"");
        assertThatThrownBy(() -> SquadQuestions.read(bytes("{\"data\": [\n{\"paragraphs\": 1,,"), "data", MOST))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("data: is no JSON at line 2, column 18: ");
        assertThatThrownBy(() -> SquadQuestions.read(bytes("{\"data\": []} {}"), "data", MOST))
                .hasMessage("data: has more after its end, at line 1");
        assertThatThrownBy(() -> SquadQuestions.read(bytes("{\"data\": []}"), "data", MOST))
                .hasMessage("data: holds no rows");
    }

    @Test
    void mrqaSpansIncludeTheirLastCharacter() throws IOException {
        var rows = mrqa("""
                {"header": {"dataset": "x"}}
                {"context": "The cat sat.", "qas": [{"qid": "a", "question": "Who?", "answers": ["cat", "the cat"], \
                "detected_answers": [{"text": "cat", "char_spans": [[4, 6], [0, 1]], "token_spans": [[1, 1]]}]}]}
                """);
        assertThat(rows.rows())
                .containsExactly(new Question(
                        2,
                        "a",
                        "Who?",
                        "The cat sat.",
                        List.of(new Question.Answer("cat", 4)),
                        List.of("cat", "the cat"),
                        true));
    }

    @Test
    void mrqaNeedsNoHeaderLine() throws IOException {
        var rows = mrqa("""
                {"context": "x", "qas": [{"qid": "a", "question": "?"}]}
                {"context": "x", "qas": [{"qid": "b", "question": "?", "detected_answers": [{"text": "x", "char_spans": []}]}]}
                {"context": 3}
                """);
        assertThat(rows.rows())
                .singleElement()
                .satisfies(question -> assertThat(question.labelled()).isFalse());
        assertThat(rows.problems())
                .extracting(Rows.Problem::toString)
                .containsExactly("line 2 has \"char_spans\" that are no pairs", "line 3 has no text in \"context\"");
    }
}
