// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.product;

import dev.triad.quant.scalar.Granularity;
import dev.triad.quant.scalar.Grid;
import dev.triad.quant.scalar.Grids;
import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.nn.WeightTransform;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import dev.triad.torch.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// A weight that layers see rounded to its grids, in training and evaluation alike, while the master weight goes on
/// training (gradients pass straight through): the companion of product-coded weights for tables and layers that are
/// stored as int8 or int4. Grids are found once.
public final class RoundedWeight implements WeightTransform {
    private Grids grids;

    /// Finds the grids of a parameter's weight as it is.
    public RoundedWeight(Parameter parameter, int bits, Granularity granularity) {
        try (var _ = Scope.open()) {
            grids = Grids.fit(parameter.name(), WeightRows.of(parameter), bits, granularity);
        }
    }

    /// The grids.
    public Grids grids() {
        return grids;
    }

    @Override
    public Tensor apply(Parameter parameter, Tensor weight, Pass pass) {
        var rounded = weight.copy();
        WeightRows.edit(
                rounded,
                parameter.outputAxis(),
                rows -> rows.forTiles(0, rows.count(), (first, values, length) -> {
                    grids.snap(first, values, length);
                    rows.write(values, first, length);
                }));
        return rounded;
    }

    @Override
    public boolean isPlainInEvaluation() {
        return false;
    }

    @Override
    public Map<String, Tensor> state() {
        var state = new LinkedHashMap<String, Tensor>();
        state.put("scales", Tensors.of(grids.scales()));
        state.put("zeros", Tensors.of(grids.zeros()));
        return state;
    }

    @Override
    public void load(Map<String, Tensor> state) {
        var scales = state.get("scales");
        var zeros = state.get("zeros");
        if (scales == null || zeros == null || scales.count() != grids.grids().size()) {
            throw new IllegalArgumentException("there must be " + grids.grids().size() + " saved grids");
        }
        var savedScales = scales.toFloats();
        var savedZeros = zeros.toFloats();
        var saved = new ArrayList<Grid>();
        for (int i = 0; i < savedScales.length; i++) saved.add(new Grid(grids.bits(), savedScales[i], savedZeros[i]));
        grids = new Grids(grids.span(), saved);
    }
}
