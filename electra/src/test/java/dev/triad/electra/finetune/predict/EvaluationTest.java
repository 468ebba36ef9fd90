// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triad.electra.finetune.task.Answer;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.finetune.task.Metric;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.electra.finetune.task.ScoreRange;
import dev.triad.electra.finetune.task.Task;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final Task PAIRS = Task.of("mrpc", Problem.SINGLE_LABEL, List.of("0", "1"), ScoreRange.UNIT);

    private static EncodedRow row(Answer answer, boolean continues) {
        return new EncodedRow(new int[] {1}, new int[1], new int[0], answer, continues);
    }

    private static List<EncodedRow> rows(int... labels) {
        return Arrays.stream(labels)
                .mapToObj(label -> row(new Answer.OneLabel(label), false))
                .toList();
    }

    private static List<double[][]> ones(double... probabilities) {
        return Arrays.stream(probabilities)
                .mapToObj(p -> new double[][] {{1 - p, p}})
                .toList();
    }

    @Test
    void classesAreJudgedByWhatIsMostProbable() {
        var evaluation = Evaluation.of(PAIRS, rows(1, 1, 0, 0), ones(0.9, 0.4, 0.2, 0.8));
        assertThat(evaluation.metrics().get("accuracy")).isEqualTo(0.5);
        assertThat(evaluation.metrics().get("f1")).isEqualTo(0.5);
        assertThat(evaluation.metrics().get("matthews")).isZero();
        double loss = -(Math.log(0.9) + Math.log(0.4) + Math.log(0.8) + Math.log(0.2)) / 4;
        assertThat(evaluation.metrics().get("loss")).isCloseTo(loss, within(1e-12));
        assertThat(evaluation.metrics().keySet()).first().isEqualTo("accuracy");
    }

    @Test
    void aConstantOrUselessModelIsDegenerate() {
        assertThat(Evaluation.of(PAIRS, rows(1, 1, 0), ones(0.9, 0.9, 0.6)).degenerate())
                .hasValueSatisfying(reason -> assertThat(reason).contains("'1' to every row"));
        assertThat(Evaluation.of(PAIRS, rows(1, 1, 0), ones(0.9, 0.1, 0.9)).degenerate())
                .hasValueSatisfying(reason -> assertThat(reason).contains("no better"));
        assertThat(Evaluation.of(PAIRS, rows(1, 1, 0), ones(0.9, 0.9, 0.1)).degenerate())
                .isEmpty();
        assertThat(Evaluation.of(PAIRS, rows(1, 1, 1), ones(0.9, 0.9, 0.9)).degenerate())
                .isEmpty();
    }

    @Test
    void labelsAreGivenFromOneHalf() {
        var task = Task.of("topics", Problem.MULTI_LABEL, List.of("a", "b"), ScoreRange.UNIT);
        var both = new BitSet();
        both.set(0, 2);
        var evaluation = Evaluation.of(
                task,
                List.of(row(new Answer.Labels(both), false), row(new Answer.Labels(new BitSet()), false)),
                List.of(new double[][] {{0.5, 0.4}}, new double[][] {{0.1, 0.2}}));
        assertThat(evaluation.metrics().get("micro_f1")).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(evaluation.metrics().get("exact_match")).isEqualTo(0.5);
        assertThat(evaluation.degenerate()).isEmpty();
    }

    @Test
    void oneNumberForEverythingIsDegenerate() {
        var task = Task.of("stsb", Problem.REGRESSION, Task.SCORE, new ScoreRange(0, 5));
        var rows = IntStream.range(0, 6)
                .mapToObj(i -> row(new Answer.Score(i), false))
                .toList();
        var good = Evaluation.of(
                task,
                rows,
                IntStream.range(0, 6).mapToObj(i -> new double[][] {{2.0 * i}}).toList());
        assertThat(good.metrics().get("pearson")).isCloseTo(1, within(1e-12));
        assertThat(good.metrics().get("mse")).isCloseTo(55.0 / 6, within(1e-12));
        assertThat(good.degenerate()).isEmpty();
        var flat = Evaluation.of(
                task,
                rows,
                IntStream.range(0, 6).mapToObj(_ -> new double[][] {{2.5}}).toList());
        assertThat(flat.degenerate()).isPresent();
    }

    @Test
    void aSpanMayReachOverTheBorderBetweenRowsOfOneSentence() {
        var task = Task.of("chunks", Problem.TAGGING, List.of("B-NP", "I-NP", "O"), ScoreRange.UNIT);
        var rows = List.of(row(new Answer.Tags(new int[] {2, 0}), false), row(new Answer.Tags(new int[] {1, 2}), true));
        var right = Evaluation.of(task, rows, List.of(tags(2, 0), tags(1, 2)));
        assertThat(right.metrics().get("span_f1")).isEqualTo(1);
        assertThat(right.answers()).isEqualTo(4);
        var cut = Evaluation.of(task, rows, List.of(tags(2, 0), tags(2, 2)));
        assertThat(cut.metrics().get("span_f1")).isZero();
        assertThat(cut.metrics().get("tag_accuracy")).isEqualTo(0.75);
        var parts = Evaluation.of(task.withMetrics(Metric.TAG_ACCURACY), rows, List.of(tags(2, 2), tags(2, 2)));
        assertThat(parts.metrics().keySet()).containsExactly("tag_accuracy", "loss");
        assertThat(parts.degenerate()).isPresent();
    }

    private static double[][] tags(int... best) {
        return Arrays.stream(best)
                .mapToObj(tag -> {
                    var line = new double[] {0.1, 0.1, 0.1};
                    line[tag] = 0.8;
                    return line;
                })
                .toArray(double[][]::new);
    }

    @Test
    void aMetricOfAnotherKindOfTaskIsRefused() {
        assertThatThrownBy(() -> Evaluation.of(PAIRS.decidedBy(Metric.SPAN_F1), rows(1, 0), ones(0.9, 0.1)))
                .hasMessageContaining("span_f1");
        assertThatThrownBy(() -> Metric.parse("accuarcy")).hasMessageContaining("accuracy");
    }
}
