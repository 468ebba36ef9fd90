// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Residual units that look ever further: unit d has dilation growth^d. A reversed stack begins with the widest,
/// and its names count from there.
final class ResidualStack extends Module {
    private final List<ResidualUnit> units = new ArrayList<>();

    ResidualStack(VqVaeConfig config, int level, boolean reversed) {
        int depth = config.depth(level);
        for (int i = 0; i < depth; i++) {
            int dilation = config.dilation(reversed ? depth - 1 - i : i);
            units.add(child("model." + i, new ResidualUnit(config.width(level), dilation, 1)));
        }
    }

    /// x [B, width, 1, T] → the same shape.
    Tensor forward(Tensor x, Pass pass) {
        var h = x;
        for (var unit : units) h = unit.forward(h, pass);
        return h;
    }
}
