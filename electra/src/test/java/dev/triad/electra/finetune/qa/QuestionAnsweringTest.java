// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triad.core.random.RandomKey;
import dev.triad.electra.checkpoint.HeadKind;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.head.JointQuestionAnsweringHead;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.optim.Adam;
import dev.triad.torch.optim.AdamConfig;
import dev.triad.torch.optim.Gradients;
import dev.triad.torch.optim.ParameterRule;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuestionAnsweringTest {
    private static QuestionAnswering objective(TextModel model, int microBatch, boolean sum) {
        var data = new QuestionData(QuestionTask.SQUAD, Quiz.some(), Quiz.some());
        return new QuestionAnswering(model, data, Quiz.settings(1, 100, microBatch, sum), SearchOptions.DEFAULT, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = HeadKind.class,
            names = {"QUESTION_ANSWERING", "JOINT_QUESTION_ANSWERING"})
    void aHandfulOfQuestionsIsLearnedByHeart(HeadKind head) {
        try (var model = Quiz.model(head, 0)) {
            var objective = objective(model, 100, false);
            double first = 0;
            double last = 0;
            try (var adam = new Adam(model.uniqueParameters(), AdamConfig.adamW(), ParameterRule::bert, 1)) {
                for (int step = 0; step < 150; step++) {
                    try (var _ = Scope.open()) {
                        var batch = objective.batches(step).getFirst();
                        var loss = objective.loss(batch, Pass.training(Compute.plain(), RandomKey.of(1), step, 0));
                        loss.total().backward();
                        adam.step(5e-3, Gradients.clip(Gradients.norm(adam.leaves()), 1));
                        Gradients.clear(adam.leaves());
                        last = loss.total().item();
                        if (step == 0) first = last;
                    }
                }
            }
            assertThat(last).isLessThan(first / 10);
            var metrics = objective.evaluate(Compute.plain());
            assertThat(metrics)
                    .containsEntry("total", 6.0)
                    .containsEntry("HasAns_total", 4.0)
                    .containsEntry("best_exact", 100.0)
                    .containsEntry("best_f1", 100.0);
        }
    }

    @Test
    void theJointLossIsMadeOfStartsEndsAndAnswerability() {
        try (var model = Quiz.model(HeadKind.JOINT_QUESTION_ANSWERING, 0);
                var _ = Scope.open()) {
            var pass = Pass.evaluation(Compute.plain());
            var head = (JointQuestionAnsweringHead) model.head();
            double span = 0;
            double answerable = 0;
            var rows = Quiz.some().rows();
            for (var row : rows) { // one by one, so that there is no padding
                var windows = WindowInput.of(model, List.of(row), pass.compute().device());
                var states = windows.input().padded(model.encoder().forward(windows.input(), pass));
                var starts = allowed(row, head.startLogits(states, pass).toDoubles());
                var given = Tensors.of(new long[] {row.start()}, 1, 1);
                var ends = allowed(row, head.endLogits(states, given, pass).toDoubles());
                span += (nll(starts, row.start()) + nll(ends, row.end())) / 2;
                var masked = new float[starts.length];
                for (int i = 0; i < masked.length; i++) masked[i] = (float) starts[i];
                double none = head.unanswerableLogits(states, Tensors.of(masked, 1, masked.length), pass)
                        .item();
                answerable += Math.log1p(Math.exp(row.isImpossible() ? -none : none));
            }
            var loss = SpanLoss.of(model, rows, pass);
            assertThat(loss.span().item()).isCloseTo(span, within(1e-3));
            assertThat(loss.answerable().orElseThrow().item()).isCloseTo(answerable, within(1e-3));
            assertThat(loss.total().item()).isCloseTo(span + 0.5 * answerable, within(1e-3));
            // The logits are all the choices there are: half of what they cost together is the loss.
            var targets = new long[3 * rows.size()];
            for (int i = 0; i < rows.size(); i++) {
                targets[i] = rows.get(i).start();
                targets[rows.size() + i] = rows.get(i).end();
                targets[2 * rows.size() + i] = rows.get(i).isImpossible() ? 0 : 1;
            }
            assertThat(Functional.crossEntropy(loss.logits(), Tensors.of(targets), Reduction.SUM)
                            .item())
                    .isCloseTo(2 * (span + 0.5 * answerable), within(2e-3));
            assertThat(objective(model, 100, true)
                            .loss(objective(model, 100, true).batches(0).getFirst(), pass)
                            .total()
                            .item())
                    .isCloseTo(span + 0.5 * answerable, within(1e-3));
        }
    }

    /// The question and everything else before the window is forbidden, except the first token.
    private static double[] allowed(WindowRow row, double[] logits) {
        for (int i = 1; i < row.offset(); i++) logits[i] -= 1000;
        return logits;
    }

    private static double nll(double[] logits, int target) {
        double sum = 0;
        for (double logit : logits) sum += Math.exp(logit);
        return Math.log(sum) - logits[target];
    }

    @ParameterizedTest
    @EnumSource(
            value = HeadKind.class,
            names = {"QUESTION_ANSWERING", "JOINT_QUESTION_ANSWERING"})
    void microBatchesAddUpToTheWholeBatch(HeadKind head) {
        try (var model = Quiz.model(head, 0)) {
            var whole = gradients(model, 100);
            var parts = gradients(model, 4);
            whole.forEach((name, expected) -> {
                var actual = parts.getOrDefault(name, new float[0]);
                assertThat(actual).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
            });
        }
    }

    private static Map<String, float[]> gradients(TextModel model, int microBatch) {
        var objective = objective(model, microBatch, false);
        var gradients = new LinkedHashMap<String, float[]>();
        try (var _ = Scope.open()) {
            var batches = objective.batches(0);
            assertThat(batches).hasSize(Math.ceilDiv(Quiz.some().windows(), microBatch));
            for (var batch : batches) {
                objective.loss(batch, Pass.evaluation(Compute.plain())).total().backward();
            }
            model.uniqueParameters().forEach((name, parameter) -> {
                var gradient = parameter.master().grad();
                if (gradient != null) gradients.put(name, gradient.toFloats());
                parameter.master().clearGrad();
            });
        }
        assertThat(gradients.keySet()).anyMatch(name -> name.startsWith("qa_"));
        return gradients;
    }

    @Test
    void everyWindowIsSeenOnceAnEpoch() {
        try (var model = Quiz.model(HeadKind.QUESTION_ANSWERING, 0)) {
            var data = new QuestionData(QuestionTask.SQUAD, Quiz.some(), Quiz.some());
            var objective = new QuestionAnswering(model, data, Quiz.settings(1, 4, 3, false), SearchOptions.DEFAULT, 1);
            int seen = 0;
            for (long step = 0; step < objective.stepsPerEpoch(); step++) {
                for (var batch : objective.batches(step)) seen += batch.size();
            }
            assertThat(seen).isEqualTo(data.train().windows());
        }
    }
}
