// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.head;

import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.Linear;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/// ELECTRA's question answering (released code, after XLNet): the end is judged knowing the start, and a third
/// output says whether there is an answer at all. No dropout.
public final class JointQuestionAnsweringHead extends Head {
    private static final int WIDTH = 512;

    private final Linear start;
    private final Linear hidden;
    private final Linear end;
    private final Linear answerHidden;
    private final Linear answer;

    public JointQuestionAnsweringHead(EncoderConfig config) {
        int size = config.hiddenSize();
        start = child("qa_start", glorot(size, 1));
        hidden = child("qa_hidden", glorot(2 * size, WIDTH));
        end = child("qa_end", glorot(WIDTH, 1));
        answerHidden = child("qa_answerable_hidden", glorot(2 * size, WIDTH));
        answer = child("qa_answerable", glorot(WIDTH, 1));
    }

    private static Linear glorot(int in, int out) {
        return new Linear(in, out, Initializer.glorotUniform(in, out));
    }

    /// States [B, T, H] → start logits [B, T].
    public Tensor startLogits(Tensor states, Pass pass) {
        return start.forward(states, pass).squeeze(-1);
    }

    /// End logits given starts.
    ///
    /// @param states [B, T, H]
    /// @param starts start positions [B, K] (i64): the true ones in training (K = 1), the beam's when predicting
    /// @return [B, K, T]
    public Tensor endLogits(Tensor states, Tensor starts, Pass pass) {
        long rows = states.size(0);
        long length = states.size(1);
        long width = states.size(2);
        long beams = starts.size(1);
        var chosen = states.gather(1, starts.unsqueeze(-1).expand(rows, beams, width)); // [B, K, H]
        var pairs = Tensors.cat(
                List.of(
                        chosen.unsqueeze(2).expand(rows, beams, length, width),
                        states.unsqueeze(1).expand(rows, beams, length, width)),
                -1); // [B, K, T, 2H]
        return end.forward(Functional.gelu(hidden.forward(pairs, pass)), pass).squeeze(-1);
    }

    /// The same for the many starts of a beam, in a fraction of the time and memory: the hidden layer is linear, so
    /// that each start and each token goes through it once, and not each pair.
    public Tensor beamEndLogits(Tensor states, Tensor starts, Pass pass) {
        long width = states.size(2);
        var chosen = states.gather(1, starts.unsqueeze(-1).expand(starts.size(0), starts.size(1), width)); // [B, K, H]
        var none = Tensors.zerosLike(chosen.narrow(1, 0, 1)); // [B, 1, H]
        var bias = hidden.forward(Tensors.cat(List.of(none, none), -1), pass); // [B, 1, W]
        var ofStarts = hidden.forward(Tensors.cat(List.of(chosen, Tensors.zerosLike(chosen)), -1), pass)
                .sub(bias); // [B, K, W]
        var ofTokens = hidden.forward(Tensors.cat(List.of(Tensors.zerosLike(states), states), -1), pass); // [B, T, W]
        var logits = new ArrayList<Tensor>();
        for (int beam = 0; beam < starts.size(1); beam++) {
            try (var scope = Scope.open()) {
                var both = Functional.gelu(ofTokens.add(ofStarts.narrow(1, beam, 1))); // [B, T, W]
                logits.add(scope.handOver(end.forward(both, pass).squeeze(-1))); // [B, T]
            }
        }
        return Tensors.stack(logits, 1); // [B, K, T]
    }

    /// Logit that there is no answer, from the first token and the states weighted by how likely the answer
    /// starts there.
    ///
    /// @param states [B, T, H]
    /// @param startLogits [B, T], with positions that cannot start an answer made very small
    /// @return [B]
    public Tensor unanswerableLogits(Tensor states, Tensor startLogits, Pass pass) {
        var weights = Functional.softmax(startLogits, -1).to(states.dtype()).unsqueeze(1); // [B, 1, T]
        var expected = weights.matmul(states).squeeze(1); // [B, H]
        var both = Tensors.cat(List.of(states.select(1, 0), expected), -1); // [B, 2H]
        return answer.forward(Functional.gelu(answerHidden.forward(both, pass)), pass)
                .squeeze(-1);
    }

    /// Starts, and ends given the best start of each row.
    @Override
    public Prediction.Spans forward(EncoderInput input, Tensor tokens, Pass pass) {
        var states = input.padded(tokens); // [B, T, H]
        var starts = startLogits(states, pass);
        var best = starts.argmax(-1).unsqueeze(-1); // [B, 1]
        return new Prediction.Spans(starts, endLogits(states, best, pass).squeeze(1));
    }
}
