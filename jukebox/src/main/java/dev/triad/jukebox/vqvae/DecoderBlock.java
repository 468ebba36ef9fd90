// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.nn.Conv1d;
import dev.triad.torch.nn.Conv1dShape;
import dev.triad.torch.nn.ConvTranspose1d;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Multiplies time by stride^n: an encoder block backwards.
final class DecoderBlock extends Module {
    private record Doubling(ResidualStack stack, ConvTranspose1d up) {}

    private final Conv1d in;
    private final List<Doubling> doublings = new ArrayList<>();

    DecoderBlock(VqVaeConfig config, int level, int block) {
        int n = config.downs().get(block);
        int stride = config.stride();
        int width = config.width(level);
        in = child("model.0", new Conv1d(new Conv1dShape(config.embeddingWidth(), width, 3, 1, 1)));
        for (int i = 0; i < n; i++) {
            int out = i == n - 1 ? config.embeddingWidth() : width;
            var up = new ConvTranspose1d(new Conv1dShape(width, out, 2 * stride, stride, stride / 2));
            doublings.add(new Doubling(
                    child("model." + (i + 1) + ".0", new ResidualStack(config, level, config.reversedDecoder())),
                    child("model." + (i + 1) + ".1", up)));
        }
    }

    /// x [B, embedding width, 1, T] → [B, embedding width, 1, T · stride^n].
    Tensor forward(Tensor x, Pass pass) {
        var h = in.forward(x, pass);
        for (var doubling : doublings) {
            h = doubling.stack().forward(h, pass);
            h = doubling.up().forward(h, pass); // [B, width, 1, T · stride]
        }
        return h;
    }
}
