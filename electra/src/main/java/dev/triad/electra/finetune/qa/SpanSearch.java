// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.head.JointQuestionAnsweringHead;
import dev.triad.electra.head.QuestionAnsweringHead;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Asks a model about windows. The joint head's spans score log p(start) + log p(end | start), the plain head's the
/// sum of two logits. Windows of like length are computed together; answers come in the order of the rows.
final class SpanSearch {
    /// Tokens of one forward pass, padding included.
    private static final int TOKENS = 8192;

    private final TextModel model;
    private final Compute compute;
    private final SearchOptions options;

    SpanSearch(TextModel model, Compute compute, SearchOptions options) {
        this.model = model;
        this.compute = compute;
        this.options = options;
    }

    /// Whether [WindowAnswers#none] is measured against the best span's score (the plain head) or stands for
    /// itself.
    boolean noneIsRelative() {
        return model.head() instanceof QuestionAnsweringHead;
    }

    List<WindowAnswers> search(List<WindowRow> rows, Progress.Task task) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < rows.size(); i++) order.add(i);
        order.sort(Comparator.comparingInt(row -> -rows.get(row).length()));
        var answers = new WindowAnswers[rows.size()];
        for (int from = 0; from < order.size(); ) {
            int longest = rows.get(order.get(from)).length();
            int to = Math.min(order.size(), from + Math.max(1, TOKENS / longest));
            var chosen = order.subList(from, to);
            var found = ask(chosen.stream().map(rows::get).toList());
            for (int i = 0; i < found.size(); i++) answers[chosen.get(i)] = found.get(i);
            task.advance(chosen.size());
            from = to;
        }
        return Arrays.asList(answers);
    }

    private List<WindowAnswers> ask(List<WindowRow> rows) {
        try (var _ = Scope.open();
                var _ = NoGrad.open();
                var _ = Autocast.open(compute.device(), compute.dtype())) {
            var pass = Pass.evaluation(compute);
            var windows = WindowInput.of(model, rows, compute.device());
            var hidden = model.encoder().predict(windows.input(), pass); // [N, H]
            return switch (model.head()) {
                case JointQuestionAnsweringHead head -> joint(head, windows, hidden, rows, pass);
                case QuestionAnsweringHead head -> plain(head, windows, hidden, rows, pass);
                default -> throw SpanLoss.noHead(model);
            };
        }
    }

    private List<WindowAnswers> joint(
            JointQuestionAnsweringHead head, WindowInput windows, Tensor hidden, List<WindowRow> rows, Pass pass) {
        int length = windows.input().length();
        int beam = Math.min(options.beam(), length);
        var states = windows.input().padded(hidden); // [B, T, H]
        var startLogits = windows.allowed(head.startLogits(states, pass)); // [B, T]
        var none = head.unanswerableLogits(states, startLogits, pass).toDoubles();
        var startScores = Functional.logSoftmax(startLogits, -1).toFloats();
        var starts = new long[rows.size() * beam]; // what a short row leaves free points at its first token
        for (int row = 0; row < rows.size(); row++) {
            var best = Beam.largest(startScores, row * length, rows.get(row).length(), beam);
            for (int i = 0; i < best.length; i++) starts[row * beam + i] = best[i];
        }
        var chosen = Tensors.of(starts, rows.size(), beam).to(compute.device());
        var endLogits = windows.allowed(head.beamEndLogits(states, chosen, pass).transpose(0, 1)); // [K, B, T]
        var ends = Functional.logSoftmax(endLogits, -1).toFloats();
        var answers = new ArrayList<WindowAnswers>();
        for (int row = 0; row < rows.size(); row++) {
            int size = Math.min(beam, rows.get(row).length());
            var itsStarts = new int[size];
            var itsScores = new float[size];
            var itsEnds = new float[size][];
            for (int i = 0; i < size; i++) {
                itsStarts[i] = (int) starts[row * beam + i];
                itsScores[i] = startScores[row * length + itsStarts[i]];
                int from = (i * rows.size() + row) * length;
                itsEnds[i] = Arrays.copyOfRange(ends, from, from + length);
            }
            answers.add(
                    new WindowAnswers(Beam.spans(rows.get(row), itsStarts, itsScores, itsEnds, options), none[row]));
        }
        return answers;
    }

    private List<WindowAnswers> plain(
            QuestionAnsweringHead head, WindowInput windows, Tensor hidden, List<WindowRow> rows, Pass pass) {
        int length = windows.input().length();
        var spans = head.forward(windows.input(), hidden, pass);
        var starts = windows.allowed(spans.start()).toFloats(); // [B, T]
        var ends = windows.allowed(spans.end()).toFloats();
        var answers = new ArrayList<WindowAnswers>();
        for (int row = 0; row < rows.size(); row++) {
            int from = row * length;
            var itsStarts = Beam.largest(starts, from, rows.get(row).length(), options.beam());
            var itsScores = new float[itsStarts.length];
            var itsEnds = new float[itsStarts.length][];
            Arrays.fill(itsEnds, Arrays.copyOfRange(ends, from, from + length));
            for (int i = 0; i < itsStarts.length; i++) itsScores[i] = starts[from + itsStarts[i]];
            double none = (double) starts[from + WindowRow.NOWHERE] + ends[from + WindowRow.NOWHERE];
            answers.add(new WindowAnswers(Beam.spans(rows.get(row), itsStarts, itsScores, itsEnds, options), none));
        }
        return answers;
    }
}
