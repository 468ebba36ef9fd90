// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triad.core.random.RandomKey;
import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.electra.head.SequenceClassificationHead.Form;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeadTest {
    private static final EncoderConfig CONFIG =
            new EncoderConfig(EncoderFamily.ELECTRA, 20, 6, 6, 1, 2, 8, Activation.GELU, 0, 0, 10, 2, 1e-12, 0, 0.5);
    private final Pass pass = Pass.evaluation(Compute.plain());

    private static <M extends Module> M ready(M module) {
        module.initialize(RandomKey.of(5));
        return module;
    }

    private static Tensor states(long... shape) {
        var draws = RandomKey.of(6).at(0, 0, 0);
        int count = 1;
        for (long size : shape) count *= (int) size;
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = 2 * draws.nextFloat() - 1;
        return Tensors.of(values, shape);
    }

    @Test
    void endsDependOnTheStartTheyAreAskedFor() {
        try (var head = ready(new JointQuestionAnsweringHead(CONFIG));
                var _ = Scope.open()) {
            var states = states(2, 5, 6);
            var beams = Tensors.of(new long[] {0, 3, 4, 1}, 2, 2);
            var ends = head.endLogits(states, beams, pass); // [2, 2, 5]
            assertThat(ends.shape()).containsExactly(2, 2, 5);
            for (int row = 0; row < 2; row++) {
                for (int beam = 0; beam < 2; beam++) {
                    var one = Tensors.of(new long[] {beams.toLongs()[2 * row + beam]}, 1, 1);
                    var alone = head.endLogits(states.narrow(0, row, 1), one, pass);
                    var difference = ends.select(0, row).select(0, beam).sub(alone.view(5));
                    assertThat(difference.abs().max().item()).isLessThan(1e-6);
                }
            }
            assertThat(ends.select(1, 0).sub(ends.select(1, 1)).abs().max().item())
                    .isGreaterThan(1e-3);
        }
    }

    @Test
    void answerabilityWeighsStatesByTheirStartProbability() {
        try (var head = ready(new JointQuestionAnsweringHead(CONFIG));
                var _ = Scope.open()) {
            var states = states(1, 4, 6);
            var certain = Tensors.of(new float[] {-1000, -1000, 0, -1000}, 1, 4);
            // With all probability on the third token the expected state is that token's own: a row in which the
            // other later tokens are anything else gives the same answer.
            var changed = Tensors.cat(List.of(states.narrow(1, 0, 1), states(1, 1, 6), states.narrow(1, 2, 2)), 1);
            double expected = head.unanswerableLogits(states, certain, pass).item();
            assertThat(head.unanswerableLogits(changed, certain, pass).item()).isEqualTo(expected);
            var elsewhere = Tensors.of(new float[] {-1000, -1000, -1000, 0}, 1, 4);
            assertThat(head.unanswerableLogits(states, elsewhere, pass).item()).isNotEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void classificationHeadsAnswerFromTheFirstTokenAlone(Form form) {
        try (var head = ready(new SequenceClassificationHead(CONFIG, form, 3));
                var _ = Scope.open()) {
            var batch = TokenBatch.of(List.of(new int[] {1, 2, 3}, new int[] {4}), 0);
            var input = EncoderInput.of(batch, CONFIG, Device.CPU);
            var hidden = states(4, 6); // three tokens and one
            var logits = head.forward(input, hidden, pass).logits();
            assertThat(logits.shape()).containsExactly(2, 3);
            var first = Tensors.stack(List.of(hidden.select(0, 0), hidden.select(0, 3)), 0);
            assertThat(logits.toFloats())
                    .containsExactly(head.logits(first, pass).toFloats());
        }
        assertThatThrownBy(() -> new SequenceClassificationHead(CONFIG, form, 0))
                .hasMessageContaining("got 0");
    }

    @Test
    void theLinearFormIsOneMatrixOnTheFirstToken() {
        try (var head = ready(new SequenceClassificationHead(CONFIG, Form.LINEAR, 2));
                var _ = Scope.open()) {
            var first = states(3, 6);
            var parameters = head.parameters();
            assertThat(parameters.keySet()).containsExactly("classifier.weight", "classifier.bias");
            var expected = Functional.linear(
                    first,
                    parameters.get("classifier.weight").master(),
                    parameters.get("classifier.bias").master());
            assertThat(head.logits(first, pass).toFloats()).containsExactly(expected.toFloats());
        }
    }

    @Test
    void choicesOfAQuestionStandInOneRow() {
        try (var head = ready(new MultipleChoiceHead(CONFIG));
                var _ = Scope.open()) {
            var rows =
                    List.of(new int[] {1}, new int[] {2}, new int[] {3}, new int[] {4}, new int[] {5}, new int[] {6});
            var input = EncoderInput.of(TokenBatch.of(rows, 0), CONFIG, Device.CPU);
            var scores = head.forward(input, states(6, 6), pass).logits();
            var choices = MultipleChoiceHead.choices(scores, 3);
            assertThat(choices.shape()).containsExactly(2, 3);
            assertThat(choices.toFloats()).containsExactly(scores.toFloats());
        }
    }

    @Test
    void aReplacedTokenHasALogitOfItsOwn() {
        try (var head = ready(new ReplacedTokenHead(CONFIG));
                var _ = Scope.open()) {
            var input = EncoderInput.of(TokenBatch.of(List.of(new int[] {1, 2}, new int[] {3}), 0), CONFIG, Device.CPU);
            var hidden = states(3, 6);
            var logits = head.forward(input, hidden, pass).logits();
            var perToken = head.logits(hidden, pass).toFloats();
            assertThat(logits.toFloats()).containsExactly(perToken[0], perToken[1], perToken[2], 0);
        }
    }
}
