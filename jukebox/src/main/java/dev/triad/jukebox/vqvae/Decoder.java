// SPDX-License-Identifier: Apache-2.0
package dev.triad.jukebox.vqvae;

import dev.triad.torch.nn.Conv1d;
import dev.triad.torch.nn.Conv1dShape;
import dev.triad.torch.nn.Module;
import dev.triad.torch.nn.Pass;
import dev.triad.torch.tensor.Autocast;
import dev.triad.torch.tensor.DType;
import dev.triad.torch.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// From the vectors of one level's codes back to the waveform.
final class Decoder extends Module {
    private final List<DecoderBlock> blocks = new ArrayList<>();
    private final Conv1d out;

    Decoder(VqVaeConfig config, int level) {
        for (int block = 0; block <= level; block++) {
            blocks.add(child("level_blocks." + block, new DecoderBlock(config, level, block)));
        }
        out = child("out", new Conv1d(new Conv1dShape(config.embeddingWidth(), 1, 3, 1, 1)));
    }

    /// x [B, embedding width, 1, T / hop] → audio [B, T], not clamped.
    Tensor forward(Tensor x, Pass pass) {
        var h = x;
        for (var block : blocks.reversed()) h = block.forward(h, pass);
        // The sum that is the sample is made in f32: 8 bits of bf16 would be heard as noise.
        var wide = h.dtype() == DType.BF16 ? h.to(DType.F32) : h;
        try (var _ = Autocast.open(pass.compute().device(), DType.F32)) {
            var audio = out.forward(wide, pass); // [B, 1, 1, T]
            return audio.reshape(audio.size(0), audio.size(3));
        }
    }
}
