// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

import dev.triad.quant.weight.NamePattern;
import dev.triad.torch.nn.ActivationTransform;
import dev.triad.torch.nn.Layer;
import dev.triad.torch.nn.Module;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Finds the ranges of layers' outputs on some batches, so that they can be computed with in 8 bits:
///
/// ```java
/// try (var calibration = Calibration.begin(model, NamePattern.ALL)) {
///     … // a few evaluation passes
///     var grids = calibration.freeze();
///     … // from here on outputs are rounded
/// }
/// ```
///
/// Differs from the released code, which takes the range of whatever batch comes by every thousand passes.
public final class Calibration implements AutoCloseable {
    private final Map<Layer, RoundedActivation> watched = new LinkedHashMap<>();
    private final SequencedMap<String, RoundedActivation> byName = new LinkedHashMap<>();

    private Calibration() {}

    /// Starts to watch.
    ///
    /// @param pattern which layers, by the names of their weights
    /// @throws IllegalArgumentException when it fits none
    public static Calibration begin(Module model, NamePattern pattern) {
        var layers = new LinkedHashMap<String, Layer>();
        collect("", model, layers);
        var calibration = new Calibration();
        for (String name : pattern.require(layers.keySet())) {
            var layer = layers.get(name);
            if (layer == null) continue;
            var activation = calibration.watched.computeIfAbsent(layer, _ -> new RoundedActivation());
            layer.outputTransform(activation);
            calibration.byName.put(name, activation);
        }
        return calibration;
    }

    private static void collect(String prefix, Module module, Map<String, Layer> into) {
        if (module instanceof Layer layer) into.put(prefix + "weight", layer);
        module.children().forEach((name, child) -> collect(name.isEmpty() ? prefix : prefix + name + ".", child, into));
    }

    /// Ends the watching: outputs are rounded from now on.
    ///
    /// @return the grids by the names of the layers' weights
    public SequencedMap<String, Grid> freeze() {
        var grids = new LinkedHashMap<String, Grid>();
        byName.forEach((name, activation) -> {
            try {
                grids.put(name, activation.grid().orElseGet(activation::freeze));
            } catch (IllegalStateException e) {
                throw new IllegalStateException("the layer of " + name + ": " + e.getMessage(), e);
            }
        });
        return grids;
    }

    /// Takes the rounding away.
    @Override
    public void close() {
        watched.keySet().forEach(layer -> layer.outputTransform(ActivationTransform.IDENTITY));
    }
}
