// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.scalar;

import dev.triad.quant.weight.NamePattern;
import dev.triad.torch.nn.ActivationTransform;
import dev.triad.torch.nn.Layer;
import dev.triad.torch.nn.Module;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

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

    /// Starts to watch layers that are known by name.
    ///
    /// @param names of their weights
    /// @param aliases names of weights that are others, and whose: layers of one kind that use a weight are
    ///     watched as one
    /// @throws IllegalArgumentException when one is not the weight of a layer
    public static Calibration begin(Module model, Collection<String> names, Map<String, String> aliases) {
        var calibration = new Calibration();
        calibration.watch(model, names, aliases, _ -> new RoundedActivation());
        return calibration;
    }

    /// Lets layers round their outputs from now on.
    ///
    /// @param grids by the names of the layers' weights
    /// @param aliases names of weights that are others, and whose: layers of one kind that use a weight round
    ///     alike
    /// @throws IllegalArgumentException when a weight is not that of a layer
    public static void install(Module model, Map<String, Grid> grids, Map<String, String> aliases) {
        new Calibration().watch(model, grids.keySet(), aliases, name -> {
            var grid = grids.get(name);
            if (grid == null) throw new IllegalStateException("there is no grid for " + name);
            return new RoundedActivation(grid);
        });
    }

    private void watch(
            Module model,
            Collection<String> names,
            Map<String, String> aliases,
            Function<String, RoundedActivation> make) {
        var layers = new LinkedHashMap<String, Layer>();
        collect("", model, layers);
        for (String name : names) {
            var layer = layers.get(name);
            if (layer == null)
                throw new IllegalArgumentException(name + " is not the weight of a layer with an output");
            var activation = make.apply(name);
            byName.put(name, activation);
            layers.forEach((other, its) -> {
                boolean same = other.equals(name) || name.equals(aliases.get(other));
                if (!same || !its.getClass().equals(layer.getClass())) return;
                its.outputTransform(activation);
                watched.put(its, activation);
            });
        }
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
