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
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fills a [TextModel] from the tensors of any checkpoint of its family: everything the encoder has must be
/// there, nothing may be unknown, and no number may be NaN.
public final class ModelLoader {
    private static final int TENSORS_PER_LAYER = 16;

    private ModelLoader() {}

    /// What a load did besides taking tensors over.
    ///
    /// @param fresh parameters of the head that the checkpoint does not have, or has in another shape; they
    ///     keep their initial values
    /// @param unused tensors of other heads that were left unread, by Hugging Face's names
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
            var unused = new ArrayList<String>();
            CheckpointTensors.named(names, source).forEach((name, tensor) -> {
                if (parameters.containsKey(name) || !names.isHead(name)) ready.put(name, tensor);
                else unused.add(name);
            });
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

    /// Makes sure, before memory is set aside for a model, that a checkpoint is not far too small for it: a slip in
    /// `config.json` may ask for terabytes. What is a little too small is left to [#load], which names what is
    /// missing.
    ///
    /// @param source what the checkpoint holds
    /// @throws IllegalArgumentException if that is less than a quarter of what the model needs
    public static void requireRoom(ModelConfig config, Map<String, Tensor> source) {
        var encoder = config.encoder();
        double e = encoder.embeddingSize();
        double h = encoder.hiddenSize();
        double tables = e * ((double) encoder.vocabSize() + encoder.maxPositionEmbeddings() + encoder.typeVocabSize());
        double layer = 4 * h * (h + 1) + 2 * h * encoder.intermediateSize();
        double head = h * (h + e + config.labels().size()) + encoder.vocabSize();
        double needed = tables + encoder.numHiddenLayers() * layer + head;
        double held = source.values().stream().mapToLong(Tensor::count).sum();
        boolean tooFew = TENSORS_PER_LAYER * (double) encoder.numHiddenLayers() > 4.0 * source.size() + 1000;
        if (tooFew || needed > 4 * held + (1 << 22)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "config.json describes %,d layers and about %,.0f parameters, but the checkpoint holds %,.0f in"
                            + " %,d tensors; one of them belongs to another model",
                    encoder.numHiddenLayers(),
                    needed,
                    held,
                    source.size()));
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
