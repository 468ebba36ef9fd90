// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.predict;

import dev.triad.core.progress.Progress;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.finetune.task.Problem;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Asks a fine-tuned model about rows. Rows of like length are computed together, without padding; the answers
/// come in the order of the rows.
public final class Predictor {
    /// Tokens of one forward pass, padding included: enough to keep a machine busy, few enough for its memory.
    private static final int TOKENS = 8192;

    private final TextModel model;
    private final Problem problem;
    private final Compute compute;

    public Predictor(TextModel model, Problem problem, Compute compute) {
        this.model = model;
        this.problem = problem;
        this.compute = compute;
    }

    /// The model's answers. For each row: for classes their probabilities, for labels the probability of each,
    /// for a number the number; for words one such line per word.
    ///
    /// @return one matrix [answers, labels] per row
    public List<double[][]> answers(List<EncodedRow> rows, Progress.Task task) {
        var order = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparingInt(row -> -rows.get(row).length()))
                .mapToInt(Integer::intValue)
                .toArray();
        var answers = new double[rows.size()][][];
        for (int from = 0; from < order.length; ) {
            int longest = rows.get(order[from]).length();
            int to = Math.min(order.length, from + Math.max(1, TOKENS / longest));
            var chosen = Arrays.copyOfRange(order, from, to);
            ask(rows, chosen, answers);
            task.advance(chosen.length);
            from = to;
        }
        return Arrays.asList(answers);
    }

    private void ask(List<EncodedRow> rows, int[] chosen, double[][][] into) {
        var batch = new ArrayList<EncodedRow>();
        for (int row : chosen) batch.add(rows.get(row));
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            Tensor logits;
            try (var _ = Autocast.open(compute.device(), compute.dtype())) {
                logits = Answers.logits(model, batch, Pass.evaluation(compute));
            }
            int labels = (int) logits.size(-1);
            var values = scaled(logits.to(DType.F64)).toDoubles();
            int at = 0;
            for (int i = 0; i < chosen.length; i++) {
                int count = problem == Problem.TAGGING ? batch.get(i).places().length : 1;
                into[chosen[i]] = new double[count][];
                for (int answer = 0; answer < count; answer++) {
                    into[chosen[i]][answer] = Arrays.copyOfRange(values, at, at + labels);
                    at += labels;
                }
            }
        }
    }

    private Tensor scaled(Tensor logits) {
        return switch (problem) {
            case SINGLE_LABEL, TAGGING -> Functional.softmax(logits, -1);
            case MULTI_LABEL -> logits.sigmoid();
            case REGRESSION -> logits;
        };
    }
}
