// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.electra.checkpoint.ModelConfig;
import dev.triad.electra.checkpoint.TextModel;
import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.nn.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/// One encoder with a head for each task. A single task's model has its own names; of several, each task's name
/// stands before them.
public final class TaskModels extends Module {
    private final List<TextModel> models = new ArrayList<>();

    /// @param configs what each task's model is, by the task's name; all with the same encoder
    public TaskModels(SequencedMap<String, ModelConfig> configs) {
        this(
                configs,
                configs.isEmpty()
                        ? LayerStack.Plan.of(0)
                        : LayerStack.Plan.of(
                                configs.firstEntry().getValue().encoder().numHiddenLayers()));
    }

    /// @param plan which of the encoder's layers share weights and may be dropped
    public TaskModels(SequencedMap<String, ModelConfig> configs, LayerStack.Plan plan) {
        configs.forEach((name, config) -> {
            var model = models.isEmpty()
                    ? new TextModel(config, plan)
                    : models.getFirst().beside(config);
            models.add(configs.size() == 1 ? inline(model) : child(name, model));
        });
        if (models.isEmpty()) throw new IllegalArgumentException("there must be at least one task");
    }

    /// The model of each task, in order.
    public List<TextModel> models() {
        return List.copyOf(models);
    }

    /// Freezes the embeddings and the lowest layers: they keep what pretraining taught them, and need no
    /// gradients and no optimiser state.
    ///
    /// @param layers how many layers; 0 freezes nothing, not even the embeddings
    public void freeze(int layers) {
        LayerwiseDecay.freeze(this, layers, models.getFirst().config().encoder());
    }
}
