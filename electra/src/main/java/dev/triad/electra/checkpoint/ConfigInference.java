// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.encoder.Activation;
import dev.triad.electra.encoder.EncoderConfig;
import dev.triad.electra.encoder.EncoderFamily;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Sizes of an ELECTRA checkpoint that comes without a `config.json`, as Google's do, read off its shapes.
///
/// The released small generator is as wide as its discriminator, unlike the recipe's: shapes are what counts,
/// presets are not. The number of heads leaves no trace in shapes; it is one per 64 of the hidden size, as in all
/// released models.
public final class ConfigInference {
    private static final Pattern LAYER = Pattern.compile("electra\\.encoder\\.layer\\.(\\d{1,4})\\..*");

    private ConfigInference() {}

    /// @param place what errors call the checkpoint
    /// @param shapes shape of every tensor by the checkpoint's name
    /// @param part which half of a pretraining checkpoint
    public static ModelConfig electra(String place, Map<String, long[]> shapes, Part part) {
        var names = new CheckpointNames(EncoderFamily.ELECTRA, shapes.keySet(), part);
        var known = new LinkedHashMap<String, long[]>();
        int layers = 0;
        for (var entry : shapes.entrySet()) {
            var target = names.target(entry.getKey());
            if (target.isEmpty()) continue;
            long[] shape = entry.getValue();
            boolean turned = target.get().transposed() && shape.length == 2;
            known.put(target.get().name(), turned ? new long[] {shape[1], shape[0]} : shape);
            var layer = LAYER.matcher(target.get().name());
            if (layer.matches()) layers = Math.max(layers, Integer.parseInt(layer.group(1)) + 1);
        }
        if (layers == 0) {
            throw new IllegalArgumentException(
                    place + ": there is no config.json, and no tensor of an ELECTRA encoder ("
                            + (part == Part.GENERATOR ? "generator" : "discriminator") + ") to read the sizes off");
        }
        try {
            return of(known, layers);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    place + ": there is no config.json to read sizes off, and " + e.getMessage(), e);
        }
    }

    private static ModelConfig of(Map<String, long[]> known, int layers) {
        int hidden = size(known, "electra.encoder.layer.0.attention.output.dense.bias", 0);
        var encoder = new EncoderConfig(
                EncoderFamily.ELECTRA,
                size(known, "electra.embeddings.word_embeddings.weight", 0),
                size(known, "electra.embeddings.word_embeddings.weight", 1),
                hidden,
                layers,
                Math.max(1, hidden / 64),
                size(known, "electra.encoder.layer.0.intermediate.dense.bias", 0),
                Activation.GELU,
                0.1,
                0.1,
                size(known, "electra.embeddings.position_embeddings.weight", 0),
                size(known, "electra.embeddings.token_type_embeddings.weight", 0),
                1e-12,
                0,
                0.02);
        var head = known.containsKey("discriminator_predictions.dense.weight")
                ? HeadKind.REPLACED_TOKEN
                : known.containsKey("generator_lm_head.bias") ? HeadKind.MASKED_LM : HeadKind.NONE;
        return ModelConfig.of(encoder, head);
    }

    private static int size(Map<String, long[]> known, String name, int axis) {
        var shape = known.get(name);
        if (shape == null) throw new IllegalArgumentException("there is no " + name);
        if (shape.length <= axis || shape[axis] != (int) shape[axis]) {
            throw new IllegalArgumentException(name + " has shape " + Arrays.toString(shape));
        }
        return (int) shape[axis];
    }
}
