// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.stages;

import dev.triad.quant.weight.NamePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Weights that are compressed together, before the model trains on.
///
/// @param name what messages and folders call it: letters, digits and dashes
/// @param pattern which weights, of those that no earlier stage has
public record Stage(String name, NamePattern pattern) {
    /// What no stage has comes last.
    static final Stage REST = new Stage("rest", NamePattern.ALL);

    public Stage {
        if (!name.matches("[A-Za-z0-9-]+")) {
            throw new IllegalArgumentException("a stage's name has letters, digits and dashes, not '" + name + "'");
        }
    }

    /// The order that Stock et al. and Fan et al. found best for transformers: feed-forward layers, embeddings,
    /// attention; of those, what the model has.
    ///
    /// @param names of the model's weights, as Hugging Face's encoders have them
    public static List<Stage> encoder(Collection<String> names) {
        var stages = new ArrayList<>(List.of(
                new Stage(
                        "feed-forward",
                        new NamePattern("*.layer.#.intermediate.dense.weight|*.layer.#.output.dense.weight")),
                new Stage("embeddings", new NamePattern("*embeddings.weight|*embeddings_project.weight")),
                new Stage("attention", new NamePattern("*.attention.*.weight"))));
        stages.removeIf(stage -> names.stream().noneMatch(stage.pattern()::matches));
        return stages;
    }
}
