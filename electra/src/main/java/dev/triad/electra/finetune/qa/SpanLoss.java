// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.head.JointQuestionAnsweringHead;
import dev.triad.electra.head.QuestionAnsweringHead;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;
import java.util.Optional;

/// What windows cost, summed over them.
///
/// @param span half the negative log-likelihoods of start and end; a window without the answer should point at
///     its first token
/// @param answerable the negative log-likelihood of having an answer at all, where the head says so
/// @param logits what was predicted, one choice a row [C, T]: the start and the end of each window and, where the
///     head says so, whether there is an answer, which chooses between the first two columns
record SpanLoss(Tensor span, Optional<Tensor> answerable, Tensor logits) {
    /// The weight of the second term (released code).
    static final double ANSWERABLE_WEIGHT = 0.5;

    Tensor total() {
        return answerable.map(term -> span.add(term.mul(ANSWERABLE_WEIGHT))).orElse(span);
    }

    /// @throws IllegalArgumentException if the model has no head for questions
    static SpanLoss of(TextModel model, List<WindowRow> rows, Pass pass) {
        var windows = WindowInput.of(model, rows, pass.compute().device());
        return of(model, rows, windows, model.encoder().forward(windows.input(), pass), pass);
    }

    /// @param hidden the encoder's last states of the windows [N, H]
    /// @throws IllegalArgumentException if the model has no head for questions
    static SpanLoss of(TextModel model, List<WindowRow> rows, WindowInput windows, Tensor hidden, Pass pass) {
        var start = windows.positions(rows, WindowRow::start); // [B]
        var end = windows.positions(rows, WindowRow::end);
        return switch (model.head()) {
            case JointQuestionAnsweringHead head -> {
                var states = windows.input().padded(hidden); // [B, T, H]
                var starts = windows.allowed(head.startLogits(states, pass)); // [B, T]
                var ends = windows.allowed(
                        head.endLogits(states, start.unsqueeze(-1), pass).squeeze(1));
                var impossible = head.unanswerableLogits(states, starts, pass); // [B]
                yield new SpanLoss(
                        span(starts, start, ends, end),
                        Optional.of(answerable(impossible, rows)),
                        Tensors.cat(List.of(starts, ends, choice(impossible, starts)), 0)); // [3B, T]
            }
            case QuestionAnsweringHead head -> {
                var spans = head.forward(windows.input(), hidden, pass);
                var starts = windows.allowed(spans.start()); // [B, T]
                var ends = windows.allowed(spans.end());
                yield new SpanLoss(
                        span(starts, start, ends, end),
                        Optional.empty(),
                        Tensors.cat(List.of(starts, ends), 0)); // [2B, T]
            }
            default -> throw noHead(model);
        };
    }

    static IllegalArgumentException noHead(TextModel model) {
        return new IllegalArgumentException("a "
                + model.config().head().architecture(model.config().encoder().family())
                + " answers no questions about texts; fine-tune it on squad first");
    }

    private static Tensor span(Tensor starts, Tensor start, Tensor ends, Tensor end) {
        return Functional.crossEntropy(starts, start, Reduction.SUM)
                .add(Functional.crossEntropy(ends, end, Reduction.SUM))
                .div(2);
    }

    /// A yes or no as a choice among as many as there are tokens: of the logit and 0, all others being out of
    /// question.
    private static Tensor choice(Tensor logits, Tensor like) {
        var yes = logits.to(like.dtype()).unsqueeze(-1); // [B, 1]
        var no = Tensors.zerosLike(yes);
        var others = Tensors.zerosLike(like.narrow(1, 0, like.size(1) - 2)).add(WindowInput.FORBIDDEN);
        return Tensors.cat(List.of(yes, no, others), -1); // [B, T]
    }

    private static Tensor answerable(Tensor logits, List<WindowRow> rows) {
        var impossible = new float[rows.size()];
        for (int i = 0; i < impossible.length; i++) impossible[i] = rows.get(i).isImpossible() ? 1 : 0;
        var targets = Tensors.of(impossible).to(logits.device()).to(logits.dtype());
        return Functional.binaryCrossEntropyWithLogits(logits, targets, Reduction.SUM);
    }
}
