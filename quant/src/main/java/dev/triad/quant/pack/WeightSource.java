// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.model.packed.WeightShape;
import dev.triad.quant.plan.PlannedWeight;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Device;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Weights that are to be packed: each that is different once, with the names of those that are the same.
///
/// @param weights those to be stored, by name
/// @param aliases names of weights that are the same as others, and whose
/// @param tensors the numbers
public record WeightSource(
        List<PlannedWeight> weights, SequencedMap<String, String> aliases, Map<String, Tensor> tensors) {
    /// Looks for equal weights: tied ones, and those of layers that share theirs. Weights that are all one
    /// number, as fresh norms and biases are, are equal by chance and stay apart.
    ///
    /// @param tensors by name, outputs first; they must outlive the source
    public static WeightSource of(Map<String, Tensor> tensors) {
        var weights = new ArrayList<PlannedWeight>();
        var aliases = new TreeMap<String, String>();
        var seen = new TreeMap<String, String>();
        for (var entry : new TreeMap<>(tensors).entrySet()) {
            String name = entry.getKey();
            var shape = WeightShape.of(entry.getValue().shape());
            var fingerprint = Fingerprint.of(shape, rows(entry.getValue(), shape));
            var original = fingerprint.isEmpty() ? null : seen.putIfAbsent(fingerprint.get(), name);
            if (original == null) weights.add(new PlannedWeight(name, shape));
            else aliases.put(name, original);
        }
        return new WeightSource(List.copyOf(weights), aliases, tensors);
    }

    /// The numbers of a weight, row by row.
    ///
    /// @throws IllegalArgumentException when there is no such weight, or one of its numbers is none
    public WeightRows rows(PlannedWeight weight) {
        var tensor = tensors.get(weight.name());
        if (tensor == null) throw new IllegalArgumentException("there is no weight " + weight.name());
        return rows(tensor, weight.shape());
    }

    private static WeightRows rows(Tensor tensor, WeightShape shape) {
        try (var _ = Scope.open()) {
            var floats =
                    tensor.detach().to(Device.CPU).to(DType.F32).contiguous().toFloats();
            return WeightRows.of(floats, shape.columns());
        }
    }
}
