// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.pretrain;

import dev.triad.electra.checkpoint.TextModel;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Starts pretraining from an encoder that knows something already: BERT, RoBERTa or ELECTRA, whose layers are the
/// same under other names.
public final class ImportedEncoder {
    private ImportedEncoder() {}

    /// Copies an encoder's weights, and those of its head where the other has the same one.
    ///
    /// RoBERTa's table of positions begins with rows that no token uses; they are left behind. It has one segment,
    /// whose vector serves for both.
    ///
    /// @param target an ELECTRA of the same sizes
    /// @return the target's parameters that the source does not have and that keep their values
    /// @throws IllegalArgumentException when sizes differ
    public static List<String> copy(TextModel source, TextModel target) {
        var from = source.config().encoder();
        var to = target.config().encoder();
        requireSameSizes(from, to);
        String ours = to.family().modelType() + ".";
        String theirs = from.family().modelType() + ".";
        var kept = new ArrayList<String>();
        try (var _ = Scope.open()) {
            var available = source.parameters();
            var ready = new LinkedHashMap<String, Tensor>();
            target.uniqueParameters().forEach((name, parameter) -> {
                var origin = available.get(name.startsWith(ours) ? theirs + name.substring(ours.length()) : name);
                if (origin == null) {
                    kept.add(name);
                    ready.put(name, parameter.master());
                } else if (name.endsWith("position_embeddings.weight")) {
                    ready.put(name, positions(origin.master(), from, to));
                } else if (name.endsWith("token_type_embeddings.weight") && from.typeVocabSize() == 1) {
                    ready.put(name, Tensors.cat(List.of(origin.master(), origin.master()), 0));
                } else {
                    ready.put(name, origin.master());
                }
            });
            target.load(ready);
        }
        return kept;
    }

    private static Tensor positions(Tensor table, EncoderConfig from, EncoderConfig to) {
        int unused = from.maxPositionEmbeddings() - from.maxLength();
        if (from.maxLength() < to.maxPositionEmbeddings()) {
            throw new IllegalArgumentException("the encoder to start from has " + from.maxLength()
                    + " positions, fewer than max_position_embeddings = " + to.maxPositionEmbeddings());
        }
        return table.narrow(0, unused, to.maxPositionEmbeddings());
    }

    private static void requireSameSizes(EncoderConfig from, EncoderConfig to) {
        requireSame("vocab_size", from.vocabSize(), to.vocabSize());
        requireSame("embedding_size", from.embeddingSize(), to.embeddingSize());
        requireSame("hidden_size", from.hiddenSize(), to.hiddenSize());
        requireSame("num_hidden_layers", from.numHiddenLayers(), to.numHiddenLayers());
        requireSame("num_attention_heads", from.numAttentionHeads(), to.numAttentionHeads());
        requireSame("intermediate_size", from.intermediateSize(), to.intermediateSize());
        if (from.layerNormEps() != to.layerNormEps()) {
            throw new IllegalArgumentException("the encoder to start from has layer_norm_eps " + from.layerNormEps()
                    + ", the run " + to.layerNormEps() + "; add --set layer_norm_eps=" + from.layerNormEps());
        }
    }

    private static void requireSame(String what, int from, int to) {
        if (from != to) {
            throw new IllegalArgumentException("the encoder to start from has " + what + " " + from + ", the run " + to
                    + "; set it or choose another preset");
        }
    }
}
