// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.prior;

import dev.triad.jukebox.vqvae.ResidualUnit;
import dev.triad.torch.nn.Conv1d;
import dev.triad.torch.nn.Conv1dShape;
import dev.triad.torch.nn.ConvTranspose1d;
import dev.triad.torch.nn.Embedding;
import dev.triad.torch.nn.Initializer;
import dev.triad.torch.nn.LayerNorm;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What the codes above say to each code below: a table, and convolutions that double time. They look both ways,
/// for the codes above are all known.
final class Conditioner extends Module {
    private record Doubling(List<ResidualUnit> units, ConvTranspose1d up) {}

    private final Embedding codes;
    private final Conv1d in;
    private final List<Doubling> doublings = new ArrayList<>();
    private final LayerNorm norm;

    /// @param size codes of the level above
    /// @param out width of the prior
    Conditioner(ConditionerConfig config, int size, int out, double initScale) {
        int width = config.width();
        codes = child("x_emb", new Embedding(size, out, Initializer.normal(0.02 * initScale)));
        in = child("cond.model.0", new Conv1d(new Conv1dShape(out, width, 3, 1, 1)));
        double scale = config.residualScale() ? 1 / Math.sqrt((double) config.depth()) : 1;
        for (int i = 1; i <= config.doublings(); i++) {
            var units = new ArrayList<ResidualUnit>();
            for (int d = 0; d < config.depth(); d++) {
                var unit = new ResidualUnit(width, config.dilation(d), scale);
                units.add(child("cond.model." + i + ".0.blocks." + d, unit));
            }
            int to = i == config.doublings() ? out : width;
            doublings.add(new Doubling(
                    units, child("cond.model." + i + ".1", new ConvTranspose1d(new Conv1dShape(width, to, 4, 2, 1)))));
        }
        norm = child("ln", new LayerNorm(out, 1e-5));
    }

    /// ids of the level above [B, t] → [B, t · ratio, width of the prior].
    Tensor forward(Tensor ids, Pass pass) {
        var rows = codes.forward(ids, pass); // [B, t, W]
        // A row image with its channels last in memory: nothing is copied.
        var h = in.forward(rows.unsqueeze(1).permute(0, 3, 1, 2), pass); // [B, w, 1, t]
        for (var doubling : doublings) {
            for (var unit : doubling.units()) h = unit.forward(h, pass);
            h = doubling.up().forward(h, pass); // [B, w, 1, 2 t]
        }
        return norm.forward(h.squeeze(2).transpose(1, 2), pass); // [B, t · ratio, W]
    }
}
