// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.pack;

import dev.triad.core.model.packed.AffineScales;
import dev.triad.core.model.packed.Int8Weight;
import dev.triad.core.model.packed.PackedContent;
import dev.triad.core.model.packed.PackedWeight;
import dev.triad.quant.plan.Decision;
import dev.triad.quant.plan.Form;
import dev.triad.quant.scalar.Calibration;
import dev.triad.quant.scalar.Grid;
import dev.triad.torch.nn.Module;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensors;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Layers of a packed model that compute in 8 bits all through: the grids of their outputs are found on some
/// passes, stored beside the weights, and rounded to wherever the model is computed.
public final class PackedOutputs {
    /// What a stored grid counts from: codes of outputs are signed, as those of weights are.
    private static final int SIGNED = 128;

    private PackedOutputs() {}

    /// Finds the grids of the layers for which a plan wants them.
    ///
    /// @param content the packed weights, without grids so far
    /// @param model the same model, on any device; its weights become the packed ones
    /// @param passes runs the model on some batches
    /// @return the content with the grids
    /// @throws IllegalArgumentException when a weight that the plan means is not that of a layer
    public static PackedContent calibrate(
            PackedContent content, Collection<Decision> decisions, Module model, Passes passes)
            throws java.io.IOException {
        assign(content, model);
        var names = decisions.stream()
                .filter(decision -> decision.form() instanceof Form.Int8 form && form.outputs())
                .map(decision -> decision.weight().name())
                .toList();
        try (var calibration = Calibration.begin(model, names, content.aliases())) {
            passes.run();
            var grids = calibration.freeze();
            var weights = new TreeMap<String, PackedWeight>(content.weights());
            for (String name : names) {
                var grid = grids.get(name);
                if (grid == null || !(weights.get(name) instanceof Int8Weight weight)) {
                    throw new IllegalStateException(name + " was not calibrated");
                }
                weights.put(name, with(weight, grid));
            }
            return new PackedContent(content.description(), content.tokenizer(), weights, content.aliases());
        }
    }

    /// Runs a model.
    @FunctionalInterface
    public interface Passes {
        void run() throws java.io.IOException;
    }

    /// Whether a plan wants any.
    public static boolean areWanted(Collection<Decision> decisions) {
        return decisions.stream().anyMatch(decision -> decision.form() instanceof Form.Int8 form && form.outputs());
    }

    /// The grids in a packed model, by the names of weights.
    public static SequencedMap<String, Grid> of(PackedContent content) {
        var grids = new LinkedHashMap<String, Grid>();
        content.weights().forEach((name, weight) -> {
            if (weight instanceof Int8Weight int8 && int8.output().isPresent()) {
                var output = int8.output().get();
                grids.put(name, new Grid(8, output.scale()[0], output.zero()[0] + SIGNED));
            }
        });
        return grids;
    }

    /// Lets a model's layers round their outputs as the packed model says.
    ///
    /// @throws IllegalArgumentException when it has no such layer
    public static void install(PackedContent content, Module model) {
        Calibration.install(model, of(content), content.aliases());
    }

    private static Int8Weight with(Int8Weight weight, Grid grid) {
        var output = new AffineScales(new float[] {grid.scale()}, new float[] {grid.zero() - SIGNED});
        return new Int8Weight(weight.shape(), weight.codes(), weight.scales(), weight.perRow(), Optional.of(output));
    }

    private static void assign(PackedContent content, Module model) {
        var parameters = model.parameters();
        var all = new LinkedHashMap<String, PackedWeight>(content.weights());
        content.aliases().forEach((alias, original) -> {
            var weight = content.weights().get(original);
            if (weight != null) all.put(alias, weight);
        });
        all.forEach((name, weight) -> {
            var parameter = parameters.get(name);
            if (parameter == null) throw new IllegalArgumentException("the model has no weight " + name);
            try (var _ = Scope.open()) {
                parameter.assign(Tensors.of(weight.decode(), parameter.shape()));
            }
        });
    }

    /// The grids by kind of layer, for those who look.
    ///
    /// @param lowest the lowest value on any
    /// @param highest the highest one
    public record Reach(int count, float lowest, float highest) {
        /// With one more.
        static Reach of(Map<String, Reach> known, String kind, Grid grid) {
            var before = known.getOrDefault(kind, new Reach(0, grid.lowest(), grid.highest()));
            return new Reach(
                    before.count + 1, Math.min(before.lowest, grid.lowest()), Math.max(before.highest, grid.highest()));
        }
    }

    /// What the grids of layers reach.
    ///
    /// @param name what stands for a layer, by its weight's name
    public static SequencedMap<String, Reach> reaches(
            PackedContent content, java.util.function.UnaryOperator<String> name) {
        var reaches = new LinkedHashMap<String, Reach>();
        of(content).forEach((weight, grid) -> {
            String kind = name.apply(weight);
            reaches.put(kind, Reach.of(reaches, kind, grid));
        });
        return reaches;
    }
}
