// SPDX-License-Identifier: Apache-2.0
package dev.triad.cli.electra;

import dev.triad.electra.finetune.Adjustment;
import dev.triad.electra.finetune.Course;
import dev.triad.electra.finetune.StartingPoint;
import dev.triad.quant.noise.NoisePlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The mixin of commands that fine-tune: what becomes of the encoder's layers.
final class LayerOptions {
    @Option(
            names = "--layer-drop",
            defaultValue = "0",
            paramLabel = "P",
            description = "Skip each layer with this probability while learning, which prepares a model for fewer"
                    + " layers; default none.")
    double layerDrop;

    @Option(
            names = "--share-layers",
            defaultValue = "1",
            paramLabel = "N",
            description = "Keep one set of weights for N neighbouring layers; the model must have been trained so.")
    int share;

    @Option(
            names = "--keep-layers",
            paramLabel = "LAYERS",
            description = "Keep only these layers, counted from 0: 0,2,4, or every-other; of layers that share weights,"
                    + " every other group.")
    @Nullable
    String keep;

    /// The model with the layers that are left.
    StartingPoint prune(StartingPoint model) {
        if (keep == null) return model;
        int layers = model.config().encoder().numHiddenLayers();
        return model.pruned(kept(keep, layers));
    }

    private List<Integer> kept(String wanted, int layers) {
        if (wanted.equals("every-other")) {
            return IntStream.range(0, layers)
                    .filter(layer -> layer / share % 2 == 0)
                    .boxed()
                    .toList();
        }
        try {
            return Stream.of(wanted.split(",", -1)).map(Integer::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--keep-layers takes numbers with commas between, or every-other, not '" + wanted + "'", e);
        }
    }

    /// What is different about the model.
    Adjustment adjust(NoisePlan noise, Course course) {
        return new Adjustment(layerDrop, share, noise::install, course);
    }

    /// What differs from the usual, by name.
    SequencedMap<String, Object> describe() {
        var described = new LinkedHashMap<String, Object>();
        if (layerDrop > 0) described.put("layer_drop", layerDrop);
        if (share > 1) described.put("share_layers", (long) share);
        if (keep != null) described.put("keep_layers", keep);
        return described;
    }
}
