// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.torch.nn.LayerStack;
import dev.triad.torch.nn.Module;
import java.util.function.Consumer;

/// What is different about every trial, besides what it starts from.
///
/// @param layerDrop probability of skipping a layer in a training pass (Fan et al. 2019)
/// @param share how many neighbouring layers use one set of weights; the starting point's must be equal
/// @param preparation what is done to the model once it is filled and on its device, such as putting noise on it
/// @param course how it is learned
public record Adjustment(double layerDrop, int share, Consumer<Module> preparation, Course course) {
    /// Nothing.
    public static final Adjustment NONE = new Adjustment(0, 1, _ -> {}, Course.STRAIGHT);

    /// How a stack of so many layers is built and run.
    public LayerStack.Plan stack(int layers) {
        return LayerStack.Plan.of(layers).withShare(share).withLayerDrop(layerDrop);
    }
}
