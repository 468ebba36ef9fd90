// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.progress.Progress;
import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.finetune.qa.WindowAnswers.Scored;
import dev.triad.electra.head.JointQuestionAnsweringHead;
import dev.triad.electra.head.QuestionAnsweringHead;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanSearchTest {
    private static final SearchOptions ALL = new SearchOptions(100, 1000, 30);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theLargestAreThoseOfSorting(long seed) {
        var draws = RandomKey.of(seed).at(0, 0, 0);
        for (int round = 0; round < 300; round++) {
            var values = new float[1 + draws.nextInt(50)];
            for (int i = 0; i < values.length; i++) values[i] = draws.nextInt(20);
            int from = draws.nextInt(values.length);
            int length = values.length - from;
            int count = 1 + draws.nextInt(30);
            var expected = IntStream.range(0, length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -values[from + i]))
                    .limit(count)
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(Beam.largest(values, from, length, count)).containsExactly(expected);
        }
    }

    /// Every span that may be an answer, with its score, computed one start at a time.
    private static List<Scored> bruteForce(TextModel model, WindowRow row, int longest) {
        var spans = new ArrayList<Scored>();
        var pass = Pass.evaluation(Compute.plain());
        try (var _ = Scope.open()) {
            var windows = WindowInput.of(model, List.of(row), pass.compute().device());
            var hidden = model.encoder().forward(windows.input(), pass);
            for (int start = 0; start < row.length(); start++) {
                double[] starts;
                double[] ends;
                if (model.head() instanceof JointQuestionAnsweringHead head) {
                    var states = windows.input().padded(hidden);
                    starts = Functional.logSoftmax(windows.allowed(head.startLogits(states, pass)), -1)
                            .toDoubles();
                    var given = Tensors.of(new long[] {start}, 1, 1);
                    ends = Functional.logSoftmax(
                                    windows.allowed(
                                            head.endLogits(states, given, pass).squeeze(1)),
                                    -1)
                            .toDoubles();
                } else {
                    var both = ((QuestionAnsweringHead) model.head()).forward(windows.input(), hidden, pass);
                    starts = both.start().toDoubles();
                    ends = both.end().toDoubles();
                }
                int first = start - row.offset() + row.window().first();
                for (int end = start; end < row.length() && end - start < longest; end++) {
                    int last = end - row.offset() + row.window().first();
                    if (start >= row.offset()
                            && row.window().contains(first)
                            && row.window().contains(last)
                            && row.question().bestWindow(first) == row.number()) {
                        spans.add(new Scored(first, last, starts[start] + ends[end]));
                    }
                }
            }
        }
        return spans;
    }

    @ParameterizedTest
    @EnumSource(
            value = HeadKind.class,
            names = {"QUESTION_ANSWERING", "JOINT_QUESTION_ANSWERING"})
    void aBeamAsWideAsTheRowFindsEverySpan(HeadKind head) {
        try (var model = Quiz.model(head, 0)) {
            var rows = Quiz.some().rows();
            var found = new SpanSearch(model, Compute.plain(), ALL).search(rows, Progress.Task.NONE);
            for (int i = 0; i < rows.size(); i++) {
                var expected = new HashMap<TokenSpan, Double>();
                bruteForce(model, rows.get(i), ALL.longest())
                        .forEach(span -> expected.put(new TokenSpan(span.first(), span.last()), span.score()));
                assertThat(found.get(i).spans()).hasSameSizeAs(expected.keySet());
                for (var span : found.get(i).spans()) {
                    assertThat(span.score())
                            .isCloseTo(
                                    expected.getOrDefault(new TokenSpan(span.first(), span.last()), Double.NaN),
                                    within(1e-4));
                }
            }
        }
    }

    @Test
    void longAnswersAreLeftOut() {
        try (var model = Quiz.model(HeadKind.JOINT_QUESTION_ANSWERING, 0)) {
            var found = new SpanSearch(model, Compute.plain(), new SearchOptions(100, 20, 2))
                    .search(Quiz.some().rows(), Progress.Task.NONE);
            assertThat(found.stream().flatMap(window -> window.spans().stream()))
                    .isNotEmpty()
                    .allMatch(span -> span.last() - span.first() < 2);
        }
    }

    @Test
    void aNarrowBeamKeepsTheBestStarts() {
        try (var model = Quiz.model(HeadKind.JOINT_QUESTION_ANSWERING, 0)) {
            var rows = Quiz.some().rows();
            var wide = new SpanSearch(model, Compute.plain(), ALL).search(rows, Progress.Task.NONE);
            var narrow = new SpanSearch(model, Compute.plain(), new SearchOptions(3, 20, 30))
                    .search(rows, Progress.Task.NONE);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(wide.get(i).spans()).containsAll(narrow.get(i).spans());
                assertThat(narrow.get(i).spans().stream().map(Scored::first).distinct())
                        .hasSizeLessThanOrEqualTo(3);
                assertThat(narrow.get(i).none()).isEqualTo(wide.get(i).none());
            }
        }
    }

    @Test
    void theBeamsEndsAreThoseOfEachStartAlone() {
        try (var model = Quiz.model(HeadKind.JOINT_QUESTION_ANSWERING, 0);
                var _ = Scope.open()) {
            var pass = Pass.evaluation(Compute.plain());
            var rows = Quiz.some().rows();
            var windows = WindowInput.of(model, rows, pass.compute().device());
            var states = windows.input().padded(model.encoder().forward(windows.input(), pass));
            var head = (JointQuestionAnsweringHead) model.head();
            var starts = new long[rows.size() * 3];
            for (int i = 0; i < starts.length; i++) starts[i] = i % 9;
            var beams = Tensors.of(starts, rows.size(), 3);
            var difference = head.beamEndLogits(states, beams, pass).sub(head.endLogits(states, beams, pass));
            assertThat(difference.abs().max().item()).isLessThan(1e-5);
        }
    }

    @Test
    void answersComeInTheOrderOfTheirRows() {
        try (var model = Quiz.model(HeadKind.JOINT_QUESTION_ANSWERING, 0)) {
            var rows = Quiz.some().rows();
            var search = new SpanSearch(model, Compute.plain(), ALL);
            var together = search.search(rows, Progress.Task.NONE);
            for (int i = 0; i < rows.size(); i++) {
                var alone =
                        search.search(List.of(rows.get(i)), Progress.Task.NONE).getFirst();
                assertThat(together.get(i).none()).isCloseTo(alone.none(), within(1e-4));
                assertThat(together.get(i).spans()).hasSameSizeAs(alone.spans());
            }
        }
    }

    @Test
    void aModelForSomethingElseIsRefused() {
        try (var model = Quiz.model(HeadKind.REPLACED_TOKEN, 0)) {
            assertThatThrownBy(
                            () -> new AnswerFinder(model, Compute.plain(), ALL).find(Quiz.some(), Progress.Task.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("a ElectraForPreTraining answers no questions");
        }
    }
}
