// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fills a [TextModel] from the tensors of any checkpoint of its family: everything the encoder has must be
/// there, nothing may be unknown, and no number may be NaN.
public final class ModelLoader {
    private ModelLoader() {}

    /// What a load did besides taking tensors over.
    ///
    /// @param fresh parameters of the head that the checkpoint does not have, or has in another shape; they
    ///     keep their initial values
    /// @param unused tensors of other heads that were left unread
    public record Report(List<String> fresh, List<String> unused) {}

    /// Loads by name.
    ///
    /// @param source tensors by the checkpoint's names
    /// @param allowFreshHead whether the head may be missing or have another shape: for fine-tuning a pretrained
    ///     encoder, or one that was fine-tuned for something else
    /// @param part which half of a TensorFlow pretraining checkpoint
    /// @throws IllegalArgumentException that lists what does not fit; the model is unchanged then
    public static Report load(TextModel model, Map<String, Tensor> source, boolean allowFreshHead, Part part) {
        try (var _ = Scope.open()) {
            var names = new CheckpointNames(model.config().encoder().family(), source.keySet(), part);
            var parameters = model.parameters();
            var ready = new LinkedHashMap<String, Tensor>();
            var tied = new LinkedHashMap<String, Tensor>();
            var unused = new ArrayList<String>();
            source.forEach((name, tensor) -> names.target(name).ifPresent(target -> {
                var oriented = target.transposed() ? tensor.transpose(0, 1).contiguous() : tensor;
                if (names.tiedTo(target.name()).isPresent()) tied.put(target.name(), oriented);
                else if (parameters.containsKey(target.name()) || !names.isHead(target.name())) {
                    ready.put(target.name(), oriented);
                } else unused.add(name);
            }));
            requireEqualCopies(names, ready, tied);
            var fresh = new ArrayList<String>();
            if (allowFreshHead) {
                model.uniqueParameters().forEach((name, parameter) -> {
                    if (names.isHead(name) && !fits(ready.get(name), parameter)) {
                        fresh.add(name);
                        ready.put(name, parameter.master());
                    }
                });
            }
            requireFinite(ready);
            model.load(ready);
            return new Report(List.copyOf(fresh), List.copyOf(unused));
        }
    }

    private static boolean fits(@Nullable Tensor tensor, Parameter parameter) {
        return tensor != null && Arrays.equals(tensor.shape(), parameter.shape());
    }

    private static void requireEqualCopies(CheckpointNames names, Map<String, Tensor> ready, Map<String, Tensor> tied) {
        tied.forEach((name, copy) -> names.tiedTo(name).ifPresent(original -> {
            var its = ready.get(original);
            if (its != null && !equal(its, copy)) {
                throw new IllegalArgumentException(name + " should be the same as " + original
                        + ", but their values differ: the output layer of this checkpoint is not tied");
            }
        }));
    }

    private static boolean equal(Tensor a, Tensor b) {
        return Arrays.equals(a.shape(), b.shape()) && a.ne(b).sum().item() == 0;
    }

    private static void requireFinite(Map<String, Tensor> tensors) {
        var broken = new ArrayList<String>();
        tensors.forEach((name, tensor) -> {
            try (var _ = Scope.open()) {
                double bad = tensor.isfinite().logical_not().sum().item();
                if (bad > 0) broken.add(name + " (" + (long) bad + " of " + tensor.count() + ")");
            }
        });
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException("values that are no finite numbers in " + String.join(", ", broken));
        }
    }

    /// A position table with more rows: the trained ones, repeated as often as needed. Positions beyond the
    /// trained length start from sensible vectors instead of random ones and are learned from there.
    ///
    /// @param table [rows, E]
    /// @param rows wanted rows, at least as many as there are
    /// @param reserved leading rows no token uses, which are kept and not repeated (RoBERTa: `pad_token_id` + 1)
    public static Tensor extendPositions(Tensor table, long rows, int reserved) {
        long trained = table.size(0) - reserved;
        if (rows < table.size(0) || trained < 1) {
            throw new IllegalArgumentException(
                    "a position table of " + table.size(0) + " rows cannot be extended to " + rows);
        }
        var pieces = new ArrayList<Tensor>();
        pieces.add(table.narrow(0, 0, reserved));
        for (long missing = rows - reserved; missing > 0; missing -= trained) {
            pieces.add(table.narrow(0, reserved, Math.min(trained, missing)));
        }
        return Tensors.cat(pieces, 0);
    }
}
