// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.encoder.EncoderInput;
import dev.triad.electra.encoder.TokenBatch;
import dev.triad.torch.nn.Compute;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compares a model with activations that a reference implementation computed for the same input.
public final class Verification {
    private static final List<String> INPUTS = List.of("input_ids", "attention_mask", "token_type_ids");

    private Verification() {}

    /// How far one tensor is from its reference.
    ///
    /// @param name "logits", "hidden_states.3", …
    /// @param difference largest absolute difference over real tokens (over all entries where there is no token
    ///     axis); NaN when either side has one
    /// @param compared how many numbers were compared
    public record Difference(String name, double difference, long compared) {
        /// Whether it is within a tolerance; NaN is not.
        public boolean within(double tolerance) {
            return difference <= tolerance;
        }
    }

    /// Runs the model on the reference's input and compares every tensor the reference has.
    ///
    /// @param expected `input_ids`, `attention_mask` and optionally `token_type_ids`, all [B, T], and the tensors
    ///     to compare
    /// @throws IllegalArgumentException when an input is missing or a tensor is none the model computes
    public static List<Difference> run(TextModel model, Map<String, Tensor> expected, Compute compute) {
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var batch = batch(expected);
            var input = EncoderInput.of(batch, model.config().encoder(), compute.device());
            var computed = compute(model, input, compute);
            var real = Tensors.of(batch.mask(), batch.rows(), batch.length()).eq(1);
            var differences = new ArrayList<Difference>();
            expected.forEach((name, reference) -> {
                if (INPUTS.contains(name)) return;
                boolean perToken =
                        !name.equals("logits") || hasTokenLogits(model.config().head());
                differences.add(compare(name, reference, computed.get(name), real, perToken));
            });
            return differences;
        }
    }

    private static TokenBatch batch(Map<String, Tensor> expected) {
        var ids = expected.get("input_ids");
        var mask = expected.get("attention_mask");
        if (ids == null || mask == null || ids.rank() != 2) {
            throw new IllegalArgumentException(
                    "the reference needs input_ids and attention_mask of shape [rows, tokens]");
        }
        var types = expected.get("token_type_ids");
        var segments = types == null ? new long[(int) ids.count()] : types.toLongs();
        return new TokenBatch((int) ids.size(0), (int) ids.size(1), ids.toLongs(), segments, mask.toLongs());
    }

    private static Map<String, Tensor> compute(TextModel model, EncoderInput input, Compute compute) {
        var pass = Pass.evaluation(compute);
        var computed = new LinkedHashMap<String, Tensor>();
        var states = model.encoder().hiddenStates(input, pass);
        for (int i = 0; i < states.size(); i++) computed.put("hidden_states." + i, input.padded(states.get(i)));
        computed.put("last_hidden_state", input.padded(states.getLast()));
        computed.putAll(model.forward(input, pass).named());
        return computed;
    }

    private static boolean hasTokenLogits(HeadKind head) {
        return head == HeadKind.REPLACED_TOKEN || head == HeadKind.MASKED_LM || head == HeadKind.TOKEN_CLASSIFICATION;
    }

    private static Difference compare(
            String name, Tensor reference, @Nullable Tensor computed, Tensor real, boolean perToken) {
        if (computed == null) {
            throw new IllegalArgumentException("the model computes no tensor called " + name);
        }
        if (!Arrays.equals(reference.shape(), computed.shape())) {
            throw new IllegalArgumentException(name + " has shape " + Arrays.toString(computed.shape())
                    + ", the reference has " + Arrays.toString(reference.shape()));
        }
        var difference = computed.to(Device.CPU)
                .to(DType.F64)
                .sub(reference.to(DType.F64))
                .abs();
        if (!perToken) return new Difference(name, difference.max().item(), difference.count());
        var mask = reference.rank() == 3 ? real.unsqueeze(-1).expand(reference.shape()) : real;
        return new Difference(
                name, difference.masked_fill(mask.logical_not(), 0).max().item(), (long)
                        mask.sum().item());
    }
}
