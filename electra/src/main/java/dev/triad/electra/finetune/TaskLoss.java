// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.electra.finetune.task.Answer;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.finetune.task.Task;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Functional;
import dev.triad.torch.tensor.Functional.Reduction;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;

/// The sum of the losses of some rows' answers, in nats (squared error on the model's scale for numbers). A row
/// with many labels contributes the mean over them.
final class TaskLoss {
    private TaskLoss() {}

    /// @param logits [answers, labels]
    static Tensor sum(Task task, Tensor logits, List<EncodedRow> rows) {
        var exact = logits.dtype() == DType.F64 ? logits : logits.to(DType.F32);
        return switch (task.problem()) {
            case SINGLE_LABEL, TAGGING -> Functional.crossEntropy(exact, classes(rows, exact.device()), Reduction.SUM);
            case MULTI_LABEL -> {
                int labels = task.labels().size();
                var wanted = Tensors.of(labels(rows, labels), rows.size(), labels)
                        .to(exact.dtype())
                        .to(exact.device());
                yield Functional.binaryCrossEntropyWithLogits(exact, wanted, Reduction.SUM)
                        .div((double) labels);
            }
            case REGRESSION -> {
                var wanted = Tensors.of(scores(task, rows), rows.size(), 1)
                        .to(exact.dtype())
                        .to(exact.device());
                yield exact.sub(wanted).square().sum();
            }
        };
    }

    private static Tensor classes(List<EncodedRow> rows, Device device) {
        long[] classes = rows.stream()
                .flatMapToInt(row -> switch (row.answer()) {
                    case Answer.OneLabel(int label) -> java.util.stream.IntStream.of(label);
                    case Answer.Tags(int[] labels) -> java.util.Arrays.stream(labels);
                    case Answer.Labels _, Answer.Score _, Answer.Unknown _ -> throw unfit(row);
                })
                .asLongStream()
                .toArray();
        return Tensors.of(classes).to(device);
    }

    private static float[] labels(List<EncodedRow> rows, int count) {
        var wanted = new float[rows.size() * count];
        for (int i = 0; i < rows.size(); i++) {
            if (!(rows.get(i).answer() instanceof Answer.Labels(var present))) throw unfit(rows.get(i));
            for (int label = present.nextSetBit(0); label >= 0; label = present.nextSetBit(label + 1)) {
                wanted[i * count + label] = 1;
            }
        }
        return wanted;
    }

    private static double[] scores(Task task, List<EncodedRow> rows) {
        var wanted = new double[rows.size()];
        for (int i = 0; i < wanted.length; i++) {
            if (!(rows.get(i).answer() instanceof Answer.Score(double value))) throw unfit(rows.get(i));
            wanted[i] = task.range().toModel(value);
        }
        return wanted;
    }

    private static IllegalArgumentException unfit(EncodedRow row) {
        return new IllegalArgumentException("a row to learn from has the wrong kind of answer: " + row.answer());
    }
}
