// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune.qa;

import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/// Windows on the device.
///
/// @param input what the encoder reads
/// @param penalty what is added to the logits of starts and ends, [B, T] (f32): 0 in the window, at the token
///     behind it and at the first token, which means "no answer"; −1000 elsewhere
record WindowInput(EncoderInput input, Tensor penalty) {
    /// What makes a choice impossible.
    static final float FORBIDDEN = -1000;

    static WindowInput of(TextModel model, List<WindowRow> rows, Device device) {
        var config = model.config().encoder();
        var batch = TokenBatch.of(
                rows.stream().map(WindowRow::ids).toList(),
                rows.stream().map(WindowRow::types).toList(),
                config.padTokenId());
        int length = batch.length();
        var penalty = new float[rows.size() * length];
        Arrays.fill(penalty, FORBIDDEN);
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            penalty[i * length + WindowRow.NOWHERE] = 0;
            Arrays.fill(penalty, i * length + row.offset(), i * length + row.length(), 0);
        }
        return new WindowInput(
                EncoderInput.of(batch, config, device),
                Tensors.of(penalty, rows.size(), length).to(device));
    }

    /// A position in each row, [B] (i64).
    Tensor positions(List<WindowRow> rows, ToIntFunction<WindowRow> of) {
        return Tensors.of(rows.stream().mapToLong(of::applyAsInt).toArray()).to(penalty.device());
    }

    /// Logits [B, T] with the penalty, in f32 at least.
    Tensor allowed(Tensor logits) {
        return (logits.dtype() == DType.F64 ? logits : logits.to(DType.F32)).add(penalty);
    }
}
