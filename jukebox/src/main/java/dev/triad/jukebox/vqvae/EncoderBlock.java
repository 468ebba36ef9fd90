// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.nn.Conv1d;
import dev.triad.torch.nn.Conv1dShape;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Divides time by stride^n, then goes to the width of the codes.
final class EncoderBlock extends Module {
    private record Halving(Conv1d down, ResidualStack stack) {}

    private final List<Halving> halvings = new ArrayList<>();
    private final Conv1d out;

    EncoderBlock(VqVaeConfig config, int level, int block) {
        int n = config.downs().get(block);
        int stride = config.stride();
        int width = config.width(level);
        for (int i = 0; i < n; i++) {
            int in = i > 0 ? width : block > 0 ? config.embeddingWidth() : 1;
            var down = new Conv1d(new Conv1dShape(in, width, 2 * stride, stride, stride / 2));
            halvings.add(new Halving(
                    child("model." + i + ".0", down),
                    child("model." + i + ".1", new ResidualStack(config, level, false))));
        }
        out = child("model." + n, new Conv1d(new Conv1dShape(width, config.embeddingWidth(), 3, 1, 1)));
    }

    /// x [B, in, 1, T] → [B, embedding width, 1, T / stride^n].
    Tensor forward(Tensor x, Pass pass) {
        var h = x;
        for (var halving : halvings) {
            h = halving.down().forward(h, pass); // [B, width, 1, T / stride]
            h = halving.stack().forward(h, pass);
        }
        return out.forward(h, pass);
    }
}
