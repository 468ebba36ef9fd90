// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.encoder.EncoderFamily;
import dev.triad.torch.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// The tensors of any checkpoint as Hugging Face saves them: under its names, kernels the way round that it has them,
/// a table that an output layer is tied to once. Heads and poolers that no model of ours has stay with the rest.
public final class CheckpointTensors {
    private CheckpointTensors() {}

    /// Names the tensors of a checkpoint.
    ///
    /// @param source tensors by the checkpoint's names
    /// @param part which half of a TensorFlow pretraining checkpoint
    /// @return the source's tensors or views of them, in its order
    /// @throws IllegalArgumentException when two have one name, or an output layer is not tied to its table
    public static SequencedMap<String, Tensor> named(EncoderFamily family, Map<String, Tensor> source, Part part) {
        return named(new CheckpointNames(family, source.keySet(), part), source);
    }

    static SequencedMap<String, Tensor> named(CheckpointNames names, Map<String, Tensor> source) {
        var named = new LinkedHashMap<String, Tensor>();
        var tied = new LinkedHashMap<String, Tensor>();
        source.forEach((name, tensor) -> names.target(name).ifPresent(target -> {
            boolean turns = target.transposed() && tensor.rank() == 2;
            var oriented = turns ? tensor.transpose(0, 1) : tensor;
            var into = names.tiedTo(target.name()).isPresent() ? tied : named;
            if (into.put(target.name(), oriented) != null) {
                throw new IllegalArgumentException(
                        name + " is " + target.name() + ", which the checkpoint has already");
            }
        }));
        requireEqualCopies(names, named, tied);
        return named;
    }

    private static void requireEqualCopies(CheckpointNames names, Map<String, Tensor> named, Map<String, Tensor> tied) {
        tied.forEach((name, copy) -> names.tiedTo(name).ifPresent(original -> {
            var its = named.get(original);
            if (its != null && !equal(its, copy)) {
                throw new IllegalArgumentException(name + " should be the same as " + original
                        + ", but their values differ: the output layer of this checkpoint is not tied");
            }
        }));
    }

    private static boolean equal(Tensor a, Tensor b) {
        return Arrays.equals(a.shape(), b.shape()) && a.ne(b).sum().item() == 0;
    }

    /// Gives a checkpoint's position table more rows, as [ModelLoader#extendPositions] does.
    ///
    /// @param tensors as [#named] gives them; the table in it is replaced
    /// @param longest the longest input that the table shall have positions for
    /// @return the model's configuration with that table
    /// @throws IllegalArgumentException when it has as many already, or more
    public static ModelConfig extendPositions(ModelConfig config, Map<String, Tensor> tensors, int longest) {
        var encoder = config.encoder();
        if (longest <= encoder.maxLength()) {
            throw new IllegalArgumentException("the model has " + encoder.maxLength()
                    + " positions already; a table can be extended, not cut to " + longest);
        }
        int reserved = encoder.maxPositionEmbeddings() - encoder.maxLength();
        int rows = Math.addExact(longest, reserved);
        tensors.computeIfPresent(
                encoder.family().modelType() + ".embeddings.position_embeddings.weight",
                (_, table) -> ModelLoader.extendPositions(table, rows, reserved));
        return config.withEncoder(encoder.withMaxPositionEmbeddings(rows));
    }
}
