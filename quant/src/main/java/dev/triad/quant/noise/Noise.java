// SPDX-License-Identifier: Apache-2.0
package dev.triad.quant.noise;

import dev.triad.quant.weight.WeightRows;
import dev.triad.torch.nn.Parameter;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.nn.WeightTransform;
import dev.triad.torch.tensor.NoGrad;
import dev.triad.torch.tensor.Scope;
import dev.triad.torch.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// Noise on one parameter, over what transforms it already. In training passes layers see a copy of the weight in
/// which some blocks are distorted; in evaluation they see the weight itself.
///
/// The gradient by the weight is the gradient by the noisy copy, everywhere (straight-through): the copy is an
/// operation whose derivative is one, and what is distorted is the memory of its result, which no derivative needs.
/// That makes the noisy values exact, and costs the copy and one pass over it.
///
/// On a GPU, weights travel to the host for their noise and back.
public final class Noise implements WeightTransform {
    private final NoiseSettings settings;
    private final WeightTransform inner;
    private final Memory memory;

    /// @param inner what stands between the weight and its noise
    public Noise(NoiseSettings settings, WeightTransform inner) {
        this.settings = settings;
        this.inner = inner;
        memory = new Memory(settings);
    }

    public NoiseSettings settings() {
        return settings;
    }

    @Override
    public Tensor apply(Parameter parameter, Tensor weight, Pass pass) {
        double rate = rate(pass);
        var plain = inner.apply(parameter, weight, pass);
        if (rate == 0) return plain;
        refresh(parameter, plain, pass);
        var noisy = settings.legacy() && settings.kind().isScalar() ? memory.clip(plain) : plain.copy();
        int block = settings.block();
        var distortion = memory.distortion(rate);
        WeightRows.edit(
                noisy,
                parameter.outputAxis(),
                rows -> strikes(parameter, rate, pass)
                        .on(rows, block, distortion, pass.compute().threads()));
        return noisy;
    }

    @Override
    public Tensor gather(Parameter parameter, Tensor weight, Tensor ids, Pass pass) {
        double rate = rate(pass);
        if (rate > 0 && (parameter.outputAxis() != 0 || settings.legacy())) {
            return WeightTransform.super.gather(parameter, weight, ids, pass);
        }
        var plain = inner.gather(parameter, weight, ids, pass);
        if (rate == 0) return plain;
        if (memory.isDue(pass.step())) {
            try (var _ = Scope.open();
                    var _ = NoGrad.open()) {
                refresh(parameter, inner.apply(parameter, weight, pass), pass);
            }
        }
        var noisy = inner.equals(IDENTITY) ? plain : plain.copy(); // a lookup's rows are nobody else's
        int block = settings.block();
        var distortion = memory.distortion(rate);
        var looked = ids.toLongs();
        WeightRows.edit(
                noisy.view(-1, noisy.size(-1)),
                0,
                rows -> strikes(parameter, rate, pass)
                        .onRows(
                                rows,
                                looked,
                                WeightRows.rows(parameter),
                                block,
                                distortion,
                                pass.compute().threads()));
        return noisy;
    }

    private double rate(Pass pass) {
        return pass.isTraining() ? settings.rate().at(pass.step()) : 0;
    }

    private void refresh(Parameter parameter, Tensor plain, Pass pass) {
        if (!memory.isDue(pass.step())) return;
        try (var _ = Scope.open();
                var _ = NoGrad.open()) {
            var rows = WeightRows.of(plain, parameter.outputAxis());
            memory.refresh(
                    parameter.name(),
                    rows,
                    pass.step(),
                    pass.key().named("codebook").named(parameter.name()),
                    pass.compute().threads());
        }
    }

    private Strikes strikes(Parameter parameter, double rate, Pass pass) {
        var key = pass.key().named("noise").named(settings.kind().toString()).named(parameter.name());
        int microBatch = settings.redraw() == NoiseSettings.Redraw.STEP ? 0 : pass.microBatch();
        return Strikes.random(key, pass.step(), microBatch, rate);
    }

    @Override
    public Map<String, Tensor> leaves() {
        return inner.leaves();
    }

    @Override
    public boolean replacesMaster() {
        return inner.replacesMaster();
    }

    @Override
    public boolean isPlainInEvaluation() {
        return inner.isPlainInEvaluation();
    }

    @Override
    public Map<String, Tensor> state() {
        var state = new LinkedHashMap<>(inner.state());
        state.putAll(memory.state());
        return state;
    }

    @Override
    public void load(Map<String, Tensor> state) {
        inner.load(state);
        memory.load(state);
    }
}
