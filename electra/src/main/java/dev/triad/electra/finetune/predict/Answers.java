// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.predict;

import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.electra.finetune.task.EncodedRow;
import dev.triad.electra.head.SequenceClassificationHead;
import dev.triad.electra.head.TokenClassificationHead;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.List;

/// The forward pass of a fine-tuned model up to the logits of the answers that count, and no others.
public final class Answers {
    private Answers() {}

    /// Rows on the device.
    public static EncoderInput input(TextModel model, List<EncodedRow> rows, Device device) {
        var batch = TokenBatch.of(
                rows.stream().map(EncodedRow::ids).toList(),
                rows.stream().map(EncodedRow::types).toList(),
                model.config().encoder().padTokenId());
        return EncoderInput.of(batch, model.config().encoder(), device);
    }

    /// Logits [answers, labels] without gradients: one answer per row, or one per word of every row.
    public static Tensor logits(TextModel model, List<EncodedRow> rows, Pass pass) {
        var input = input(model, rows, pass.compute().device());
        return logits(model, rows, input, model.encoder().predict(input, pass), pass);
    }

    /// The same from the encoder's last states [N, H].
    public static Tensor logits(TextModel model, List<EncodedRow> rows, EncoderInput input, Tensor hidden, Pass pass) {
        return switch (model.head()) {
            case SequenceClassificationHead head -> head.logits(input.firsts(hidden), pass);
            case TokenClassificationHead head ->
                head.logits(hidden.index_select(0, places(rows).to(hidden.device())), pass);
            default ->
                throw new IllegalArgumentException(
                        "a " + model.head().getClass().getSimpleName() + " gives no classes, numbers or tags");
        };
    }

    /// Where the answering tokens are among the computed ones: rows have no masked tokens, so these are all
    /// tokens of all rows, one row after the other.
    private static Tensor places(List<EncodedRow> rows) {
        var places = new long[rows.stream().mapToInt(row -> row.places().length).sum()];
        int filled = 0;
        int first = 0;
        for (var row : rows) {
            for (int place : row.places()) places[filled++] = (long) first + place;
            first += row.length();
        }
        return Tensors.of(places);
    }
}
