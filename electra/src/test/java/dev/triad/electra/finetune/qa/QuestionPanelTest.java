// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.data.task.Question;
import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.finetune.qa.FoundAnswer.Candidate;
import dev.triad.torch.nn.Compute;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionPanelTest {
    private static final Question QUESTION = Quiz.question("1", "who", "ann ben ann", "ann");

    private static QuestionPanel.Member member(HeadKind head) {
        return new QuestionPanel.Member(
                Quiz.model(head, 0), new QuestionEncoder(Quiz.WORDS, Quiz.ROWS), SearchOptions.DEFAULT);
    }

    @Test
    void candidatesOfTheSameTextShareTheirProbability() {
        var first = new FoundAnswer(
                QUESTION, List.of(new Candidate("ann", 0, 3, 5, 0.6), new Candidate("ben", 4, 7, 4, 0.4)), 1);
        var second = new FoundAnswer(
                QUESTION, List.of(new Candidate("ben", 4, 7, 9, 0.3), new Candidate("ann", 8, 11, 8, 0.7)), 4);
        var average = QuestionPanel.average(List.of(first, second), 5);
        assertThat(average.noAnswer()).isEqualTo(2.5);
        assertThat(average.candidates()).extracting(Candidate::text).containsExactly("ann", "ben");
        assertThat(average.candidates().getFirst().probability()).isCloseTo(0.65, within(1e-12));
        assertThat(average.candidates().getFirst().start()).isEqualTo(8); // the second model is surer
        assertThat(QuestionPanel.average(List.of(first, second), 1).candidates())
                .hasSize(1);
    }

    @Test
    void aModelAveragedWithItselfAnswersTheSame() {
        var questions =
                Quiz.some().all().stream().map(EncodedQuestion::question).toList();
        try (var one = new QuestionPanel(List.of(member(HeadKind.JOINT_QUESTION_ANSWERING)), Compute.plain());
                var two = new QuestionPanel(
                        List.of(member(HeadKind.JOINT_QUESTION_ANSWERING), member(HeadKind.JOINT_QUESTION_ANSWERING)),
                        Compute.plain())) {
            var alone = one.find(questions, Progress.Task.NONE);
            var together = two.find(questions, Progress.Task.NONE);
            for (int i = 0; i < questions.size(); i++) {
                assertThat(together.get(i).best()).isEqualTo(alone.get(i).best());
                assertThat(together.get(i).noAnswer()).isCloseTo(alone.get(i).noAnswer(), within(1e-9));
            }
            assertThat(one.usualThreshold()).isEqualTo(-2.75);
        }
    }

    @Test
    void headsOfDifferentKindsAreNotAveraged() {
        var members = List.of(member(HeadKind.JOINT_QUESTION_ANSWERING), member(HeadKind.QUESTION_ANSWERING));
        assertThatThrownBy(() -> new QuestionPanel(members, Compute.plain()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("all joint or all plain");
    }
}
