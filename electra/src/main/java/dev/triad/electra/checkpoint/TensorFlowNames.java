// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.checkpoint;

import dev.triad.electra.checkpoint.CheckpointNames.Part;
import dev.triad.electra.checkpoint.CheckpointNames.Target;
import java.util.Optional;

/// Variable names of Google's ELECTRA checkpoints. Kernels are stored as input × output and are turned round. The
/// discriminator's layers are under `electra/`, the generator's under `generator/`, and both use the embeddings
/// under `electra/embeddings`.
final class TensorFlowNames {
    private static final String EMBEDDINGS = "electra/embeddings/";

    private TensorFlowNames() {}

    static Optional<Target> target(String name, Part part) {
        String trunk = part == Part.DISCRIMINATOR ? "electra/" : "generator/";
        String head = part == Part.DISCRIMINATOR ? "discriminator_predictions/" : "generator_predictions/";
        if (name.startsWith(EMBEDDINGS)) {
            return Optional.of(inner("electra.embeddings.", name.substring(EMBEDDINGS.length())));
        }
        if (name.startsWith(trunk)) return Optional.of(inner("electra.", name.substring(trunk.length())));
        if (name.equals("generator_predictions/output_bias")) {
            return part == Part.GENERATOR ? Optional.of(new Target("generator_lm_head.bias", false)) : Optional.empty();
        }
        if (name.startsWith(head)) {
            String rest = name.substring(head.length()).replace("dense_1/", "dense_prediction/");
            return Optional.of(inner(head.replace('/', '.'), rest));
        }
        return Optional.empty();
    }

    private static Target inner(String prefix, String rest) {
        boolean kernel = rest.endsWith("/kernel");
        String name = rest.replace("layer_", "layer.").replace('/', '.');
        if (kernel) name = name.substring(0, name.length() - "kernel".length()) + "weight";
        name = name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias");
        if (name.endsWith("_embeddings")) name += ".weight";
        return new Target(prefix + name, kernel);
    }
}
